/** A run of which a good part is the writing of checkpoints. */
export const killableSettings = {
  duration: '60step',
  checkpointEvery: '2step',
  evaluateEvery: '3step',
  logEvery: '1step',
  microbatchSize: 3,
} as const;

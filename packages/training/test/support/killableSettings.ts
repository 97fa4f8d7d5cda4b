/** Steps of a run that is killed. */
export const killableSteps = Number(process.env.CRAFT_KILL_STEPS ?? 60);

/** A run of which a good part is the writing of checkpoints. */
export const killableSettings = {
  duration: `${killableSteps}step`,
  checkpointEvery: '2step',
  evaluateEvery: '3step',
  logEvery: '1step',
  microbatchSize: 3,
} as const;

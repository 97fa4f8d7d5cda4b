/** What every command exits with. */
export const exitCodes = {
  done: 0,
  failed: 1,
  /** Wrong usage or configuration: nothing was started. */
  wrongUsage: 2,
  noDevice: 3,
  /** Stopped by a signal, state saved. */
  interrupted: 130,
} as const;

/** One of `exitCodes`. */
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** The lines about exit codes in every command's help. */
export const exitCodeHelp =
  'Exit codes: 0 done, 1 failed, 2 wrong usage or configuration (nothing was started), 3 no usable device, ' +
  '130 interrupted (state saved)';

import picocolors from 'picocolors';

/** Whether stderr is a terminal that a person looks at, where lines can be drawn over. */
export const isTerminal = process.stderr.isTTY && process.env['TERM'] !== 'dumb';

const wantsColour = process.env['FORCE_COLOR'] !== undefined && process.env['FORCE_COLOR'] !== '0';

/** Colours for stderr: plain text where it is no terminal, or `NO_COLOR` is set. */
export const colours = picocolors.createColors(
  (isTerminal || wantsColour) && (process.env['NO_COLOR'] ?? '') === '',
);

/** Columns of the terminal; what stderr is written to that has none counts as 80 wide. */
export function terminalWidth(): number {
  return process.stderr.columns || 80;
}

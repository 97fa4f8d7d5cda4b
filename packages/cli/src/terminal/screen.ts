import { isTerminal, terminalWidth } from './terminal.ts';

const eraseLine = '\r\u001b[2K';
let status = '';

/** Writes a line for people, to stderr; above the status line where there is one. */
export function say(text = ''): void {
  process.stderr.write(status === '' ? `${text}\n` : `${eraseLine}${text}\n${status}`);
}

/**
 * Shows one line that each call draws over, such as a progress bar; empty text takes it away. Nothing where
 * stderr is no terminal: there lines stay, so `say` what is worth a line.
 */
export function showStatus(text: string): void {
  if (!isTerminal || text === status) return;
  status = fit(text);
  process.stderr.write(`${eraseLine}${status}`);
}

/** Cuts a line to the terminal's width: one that wraps could not be drawn over. */
function fit(text: string): string {
  const width = terminalWidth() - 1;
  // eslint-disable-next-line no-control-regex
  const parts = text.split(/(\u001b\[[0-9;]*m)/);
  let left = width;
  return parts
    .map((part, index) => {
      if (index % 2 === 1) return part;
      const characters = [...part];
      const shown = characters.slice(0, left).join('');
      left -= Math.min(left, characters.length);
      return shown;
    })
    .join('');
}

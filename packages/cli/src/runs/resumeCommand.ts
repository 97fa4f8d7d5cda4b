import { displayPath } from '../terminal/displayPath.ts';
import { programName } from '../terminal/programName.ts';

/** The command that goes on with a run. */
export function resumeCommand(path: string): string {
  return `${programName} run --resume ${shellWord(displayPath(path))}`;
}

/** A word as a shell takes it. */
export function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}

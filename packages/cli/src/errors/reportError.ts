import { printJson } from '../terminal/printJson.ts';
import { say, showStatus } from '../terminal/screen.ts';
import { colours } from '../terminal/terminal.ts';
import { isCraftError } from './isCraftError.ts';

/** Tells people on stderr what went wrong and, with `json`, programs on stdout. A stack only with CRAFT_DEBUG=1. */
export function reportError(error: unknown, { json = false } = {}): void {
  showStatus('');
  say(errorText(error));
  if (json) printJson({ error: errorJson(error) });
}

function errorText(error: unknown): string {
  if (process.env['CRAFT_DEBUG'] === '1' && error instanceof Error) return error.stack ?? error.message;
  const label = colours.red('error:');
  if (!isCraftError(error)) {
    return `${label} ${messageOf(error)}\n  This is a fault of craft-cli. CRAFT_DEBUG=1 shows where it happened.`;
  }
  // A problem of the configuration names its codes itself, one for each issue.
  const code = 'issues' in error ? '' : colours.dim(` [${error.code}]`);
  const hint = error.hint === undefined ? '' : `\n  ${sentence(error.hint)}`;
  return `${label} ${error.message}${code}${hint}`;
}

/** A hint as it stands in a line of its own. */
export function sentence(hint: string): string {
  return hint.charAt(0).toUpperCase() + hint.slice(1);
}

/** What stands under `error` in the JSON that a failed command prints. */
export interface ErrorJson {
  /** Stable, such as `data.too-short`; `internal` for a fault of the program. */
  readonly code: string;
  readonly message: string;
  readonly hint?: string;
  /** Of a configuration: every problem by itself. */
  readonly issues?: unknown;
}

/** An error as JSON. */
export function errorJson(error: unknown): ErrorJson {
  if (!isCraftError(error)) return { code: 'internal', message: messageOf(error) };
  return {
    code: error.code,
    message: error.message,
    ...(error.hint === undefined ? {} : { hint: error.hint }),
    ...('issues' in error ? { issues: error.issues } : {}),
  };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

import { isCraftError } from '../../src/index.ts';

/** What a user reads when each of these attempts fails: code, message and hint, for a snapshot. */
export function errorMessages(attempts: Readonly<Record<string, () => unknown>>): string {
  const messages = Object.entries(attempts).map(([what, run]) => {
    try {
      run();
      return `${what}: no error`;
    } catch (error) {
      if (!isCraftError(error)) return `${what}: ${String(error)}`;
      return `${what}\n  ${error.code}: ${error.message}${error.hint ? `\n  hint: ${error.hint}` : ''}`;
    }
  });
  return messages.join('\n');
}

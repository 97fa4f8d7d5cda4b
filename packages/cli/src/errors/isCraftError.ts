/** What all errors have in common that people are meant to read. */
export interface ReadableError extends Error {
  readonly name: 'CraftError';
  readonly code: string;
  readonly hint?: string | undefined;
}

/**
 * Whether an error is one of Craft's, from whichever package. The packages have this function, too, but asking
 * them would load them, and commands load only what they need.
 */
export function isCraftError(error: unknown): error is ReadableError {
  return (
    error instanceof Error && error.name === 'CraftError' && 'code' in error && typeof error.code === 'string'
  );
}

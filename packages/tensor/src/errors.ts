/**
 * The one error class of this package. `code` is stable and documented; `message` says what was
 * expected against what was received; `hint` says how to mend it.
 */
export class CraftError extends Error {
  override readonly name = 'CraftError';
  readonly code: string;
  readonly hint: string | undefined;

  constructor(code: string, message: string, options?: { hint?: string; cause?: unknown }) {
    super(message, options?.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.hint = options?.hint;
  }
}

/** True for a CraftError of any Craft package, also across bundles. */
export function isCraftError(error: unknown): error is CraftError {
  return (
    error instanceof Error &&
    error.name === 'CraftError' &&
    typeof (error as { code?: unknown }).code === 'string'
  );
}

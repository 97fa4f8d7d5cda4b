/** What a `CraftError` is made of besides its message. */
export interface CraftErrorOptions {
  /** Stable name of what went wrong, for programs: `config.unknown-key`. */
  code: string;
  /** What to do about it, for people. */
  hint?: string | undefined;
  /** What caused it. */
  cause?: unknown;
}

/**
 * The error that every package of Craft throws for what a user can meet.
 *
 * `message` is one line, `what: expected … but received …`. `code` is stable, so programs match on it and
 * never on the message.
 */
export class CraftError extends Error {
  override readonly name: string = 'CraftError';
  readonly code: string;
  readonly hint?: string | undefined;

  constructor(message: string, options: CraftErrorOptions) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = options.code;
    this.hint = options.hint;
  }
}

/**
 * Whether `error` is a `CraftError`, also one of another package's class or of another copy of this package:
 * it looks at the name and the code, not at the prototype.
 */
export function isCraftError(error: unknown): error is CraftError {
  return (
    error instanceof Error && error.name === 'CraftError' && 'code' in error && typeof error.code === 'string'
  );
}

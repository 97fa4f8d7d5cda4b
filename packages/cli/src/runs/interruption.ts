import { exitCodes } from '../exitCodes.ts';
import { say } from '../terminal/screen.ts';

const signals = ['SIGINT', 'SIGTERM'] as const;

/**
 * Listens to Ctrl-C and to being told to end, until `dispose`. The first time aborts `signal`, so that the work can
 * come to a good end; the second time exits at once.
 */
export class Interruption {
  readonly #controller = new AbortController();
  readonly #onSignal = (): void => {
    if (this.happened) process.exit(exitCodes.interrupted);
    say('\nStopping; once more to exit at once.');
    this.#controller.abort(new Error('interrupted'));
  };

  constructor() {
    for (const signal of signals) process.on(signal, this.#onSignal);
  }

  /** Aborted at the first signal. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Whether there was a signal. */
  get happened(): boolean {
    return this.signal.aborted;
  }

  dispose(): void {
    for (const signal of signals) process.off(signal, this.#onSignal);
  }
}

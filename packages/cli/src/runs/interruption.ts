import { exitCodes } from '../exitCodes.ts';
import { say } from '../terminal/screen.ts';

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
const patience = 5000;

/**
 * Listens to Ctrl-C, to being told to end and to the loss of the terminal, until `dispose`. The first time aborts `signal`, so that the work can
 * come to a good end; the second time exits at once. Work that does not end by itself is given a few seconds,
 * unless it has something to save.
 */
export class Interruption {
  readonly #controller = new AbortController();
  #deadline: NodeJS.Timeout | undefined;
  #isSaving = false;
  readonly #onSignal = (): void => {
    if (this.happened) process.exit(exitCodes.interrupted);
    say('\nStopping; once more to exit at once.');
    this.#controller.abort(new Error('interrupted'));
    if (!this.#isSaving)
      this.#deadline = setTimeout(() => process.exit(exitCodes.interrupted), patience).unref();
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

  /** From now on there is something to save: however long it takes, the work comes to its own end. */
  waitForWork(): void {
    this.#isSaving = true;
    clearTimeout(this.#deadline);
  }

  dispose(): void {
    clearTimeout(this.#deadline);
    for (const signal of signals) process.off(signal, this.#onSignal);
  }
}

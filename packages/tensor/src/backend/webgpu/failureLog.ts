import { CraftError } from '../../errors.ts';

/**
 * WebGPU reports errors later than the call that made them. This keeps the first one until a call of
 * ours can throw it.
 */
export class FailureLog {
  readonly #device: GPUDevice;
  readonly #pending = new Set<Promise<void>>();
  readonly #onUncaptured = (event: GPUUncapturedErrorEvent): void => {
    // Else browsers and Dawn print it as well.
    event.preventDefault();
    if ((this.#hadPrimary || this.#pending.size > 0) && isConsequence(event.error)) return;
    this.record(describe(event.error));
  };
  #failure: CraftError | null = null;
  #hadPrimary = false;

  constructor(device: GPUDevice) {
    this.#device = device;
    device.addEventListener('uncapturederror', this.#onUncaptured);
  }

  /**
   * Runs `action` so that an error of the kind `filter` in it becomes what `explain` makes of it,
   * recorded here and given to `settled` (with null when there was none).
   */
  guard<T>(
    filter: GPUErrorFilter,
    action: () => T,
    explain: (error: GPUError) => CraftError | Promise<CraftError>,
    settled?: (failure: CraftError | null) => void,
  ): T {
    this.#device.pushErrorScope(filter);
    const outcome = (): Promise<GPUError | null> => this.#device.popErrorScope();
    let result: T;
    try {
      result = action();
    } catch (error) {
      outcome().catch(ignore);
      throw error;
    }
    const check = outcome()
      .then(async (error) => {
        const failure = error ? await explain(error) : null;
        if (failure) this.record(failure);
        settled?.(failure);
      })
      // A lost device rejects the scope; the loss itself is reported elsewhere.
      .catch(ignore)
      .finally(() => this.#pending.delete(check));
    this.#pending.add(check);
    return result;
  }

  record(failure: CraftError): void {
    this.#hadPrimary = true;
    this.#failure ??= failure;
  }

  /** Throws what went wrong since the last time, if anything did. */
  throwIfFailed(): void {
    const failure = this.#failure;
    if (!failure) return;
    this.#failure = null;
    throw failure;
  }

  /** Waits until the outcome of everything guarded so far is known. */
  async settle(): Promise<void> {
    while (this.#pending.size > 0) await Promise.all(this.#pending);
  }

  close(): void {
    this.#device.removeEventListener('uncapturederror', this.#onUncaptured);
  }
}

function ignore(): void {}

/** A broken pipeline makes the command buffers that use it invalid too (Dawn's words, then wgpu's): no news. */
function isConsequence(error: GPUError): boolean {
  return /\[Invalid |due to a previous error|label is invalid/.test(error.message);
}

function describe(error: GPUError): CraftError {
  const kind = error.constructor.name;
  if (kind === 'GPUOutOfMemoryError') {
    return new CraftError('device.outOfMemory', `webgpu: out of memory: ${firstLine(error.message)}`, {
      hint: 'use a smaller batch or model',
      cause: error,
    });
  }
  return new CraftError(
    'device.validation',
    `webgpu: the device refused a command: ${firstLine(error.message)}`,
    {
      cause: error,
    },
  );
}

/** Dawn's messages go on with the chain of calls, which says nothing to our users. */
export function firstLine(message: string): string {
  return message.trim().split('\n', 1)[0] ?? '';
}

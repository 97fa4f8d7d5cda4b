import { CraftError } from '../../../errors.ts';
import type { KernelTuning, TuningOptions, TuningReport } from '../../backend.ts';
import type { Launch } from '../../launch.ts';
import type { KernelBodies } from '../kernelBodies.ts';
import type { AutotuneOptions } from '../webgpuBackend.ts';
import type { ChoiceStore } from './choiceStore.ts';
import { type KernelChoices, choicesFor, mergeChoices, parseChoices } from '../../kernelChoices.ts';
import { fastestBody, type MeasuringHost } from './measureBodies.ts';

/** Measures what is not known of an adapter yet, and keeps it. */
export class Autotuner implements KernelTuning {
  readonly #host: MeasuringHost;
  readonly #bodies: KernelBodies;
  readonly #adapter: string;
  readonly #measures: boolean;
  readonly #store: ChoiceStore | null;

  constructor(
    host: MeasuringHost,
    bodies: KernelBodies,
    { adapter, measures, store }: Pick<AutotuneOptions, 'adapter' | 'measures' | 'store'>,
  ) {
    this.#host = host;
    this.#bodies = bodies;
    this.#adapter = adapter;
    this.#measures = measures;
    this.#store = store;
  }

  choices(launches: readonly Launch[]): KernelChoices {
    return choicesFor(
      this.#adapter,
      launches,
      ({ kernel, params }) => this.#bodies.select(kernel, params).name,
    );
  }

  async tune(launches: readonly Launch[], { onProgress, signal }: TuningOptions = {}): Promise<TuningReport> {
    const isOpen = ({ kernel, params }: Launch) =>
      this.#bodies.all(kernel).length > 1 && !this.#bodies.isMeasured(kernel, params);
    const open = this.#measures ? launches.filter(isOpen) : [];
    const found = new Map<Launch, Awaited<ReturnType<typeof fastestBody>>>();
    for (const launch of open) {
      if (signal?.aborted) break;
      onProgress?.(found.size, open.length);
      found.set(launch, await fastestBody(this.#host, launch, this.#bodies.all(launch.kernel)));
    }
    const choices = choicesFor(this.#adapter, open, (launch) => found.get(launch));
    this.#bodies.adopt(choices);
    const kept = found.size > 0 ? this.#keep(choices) : {};
    signal?.throwIfAborted();
    return { measured: found.size, choices, ...kept };
  }

  /** Another process may have kept its own since this one read the file. */
  #keep(choices: KernelChoices): Pick<TuningReport, 'keptIn' | 'problem'> {
    if (!this.#store) return {};
    try {
      const known = readChoices(this.#store, this.#adapter).choices;
      const merged = known ? mergeChoices(known, choices) : choices;
      this.#store.write(`${JSON.stringify(merged, null, 2)}\n`);
      return { keptIn: this.#store.place };
    } catch (error) {
      return { problem: `${this.#store.place}: the choices of kernels could not be kept: ${said(error)}` };
    }
  }
}

/** What the store holds for this adapter; in words where that is of no use. */
export function readChoices(
  store: ChoiceStore,
  adapter: string,
): { readonly choices?: KernelChoices; readonly problem?: string } {
  let text: string | null;
  try {
    text = store.read();
  } catch (error) {
    return { problem: `${store.place}: the choices of kernels cannot be read: ${said(error)}` };
  }
  if (text === null) return {};
  const choices = parseChoices(text, adapter);
  if (typeof choices !== 'string') return { choices };
  return { problem: `${store.place}: ignored, for it ${choices}; the next tuning writes it anew` };
}

/** Whether kept choices are used: what the caller says, else CRAFT_AUTOTUNE. Throws `autotune.mode`. */
export function autotuneMode(given: string | undefined): 'auto' | 'on' | 'off' {
  const { process } = globalThis as { process?: { env?: Record<string, string | undefined> } };
  const named = given ?? process?.env?.['CRAFT_AUTOTUNE'] ?? '';
  if (named === '') return 'auto';
  if (named === 'auto' || named === 'on' || named === 'off') return named;
  const where = given === undefined ? 'CRAFT_AUTOTUNE' : 'autotune';
  throw new CraftError(
    'autotune.mode',
    `${where}: expected auto, on or off but received ${JSON.stringify(named)}`,
  );
}

function said(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

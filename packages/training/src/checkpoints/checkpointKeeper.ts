import type { Tensor } from '@craft/tensor';
import { checkpointSteps, deleteCheckpoint } from './checkpointFolder.ts';
import { rankBest, stepsToDelete, type KeepOptions } from './keepPolicy.ts';
import type { Checkpoint } from './loadCheckpoint.ts';
import { pointToBest, pointToLast } from './pointers.ts';
import { saveCheckpoint } from './saveCheckpoint.ts';
import type { BestCheckpoint, TrainingState } from './trainingState.ts';

/** The checkpoints of a run: saves them, points at the last and the best, and deletes those that may go. */
export class CheckpointKeeper {
  readonly #checkpoints: string;
  readonly #options: KeepOptions;
  #best: BestCheckpoint[] = [];
  #metric = 'val/loss';
  /** Path of the newest checkpoint; null before the first. */
  last: string | null = null;

  constructor(checkpoints: string, options: KeepOptions, resumed?: Checkpoint) {
    this.#checkpoints = checkpoints;
    this.#options = options;
    if (!resumed) return;
    this.last = resumed.path;
    const there = new Set(checkpointSteps(checkpoints));
    this.#best = resumed.state.best.filter(({ step }) => there.has(step)).slice(0, options.keepBest);
  }

  /** Whether the step's parameters are among the best, by what an evaluation made with them says of `metric`. */
  consider(step: number, metric: string, value: number): boolean {
    this.#metric = metric;
    this.#best = rankBest(this.#best, { step, value }, this.#options);
    return this.#best.some((one) => one.step === step);
  }

  /**
   * Saves a checkpoint, then moves the pointers, then deletes: at every moment there is a whole one.
   *
   * @throws CraftError `checkpoint.write`
   */
  async save(contents: {
    readonly model: ReadonlyMap<string, Tensor>;
    readonly optimizer: ReadonlyMap<string, Tensor>;
    readonly ema?: ReadonlyMap<string, Tensor> | undefined;
    readonly state: Omit<TrainingState, 'best'>;
  }): Promise<{ path: string; best: boolean }> {
    const { step } = contents.state;
    const path = await saveCheckpoint(this.#checkpoints, {
      ...contents,
      state: { ...contents.state, best: this.#best },
    });
    this.last = path;
    pointToLast(this.#checkpoints, step);
    const [first] = this.#best;
    if (first) pointToBest(this.#checkpoints, this.#metric, first);
    for (const old of stepsToDelete(checkpointSteps(this.#checkpoints), step, this.#best, this.#options)) {
      deleteCheckpoint(this.#checkpoints, old);
    }
    return { path, best: first?.step === step };
  }
}

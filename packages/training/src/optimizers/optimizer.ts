import type { Scalar, Tensor } from '@craft/tensor';
import type { HostTensor } from '../trainableModel.ts';

/** What one update is told. */
export interface UpdateOptions {
  /** A scalar where it is to be read at each run of a compiled step. */
  readonly learningRate: number | Scalar;
  /** A scalar that every gradient is multiplied with first: clipping without waiting for the norm. */
  readonly gradientScale?: Tensor;
  /**
   * A scalar on the device: how many of the updates so far were not made (mixed precision skips those whose gradient
   * is not finite, with `runIf`), for what depends on their number.
   */
  readonly skippedUpdates?: Tensor;
}

/** What an optimizer has to remember between updates. */
export interface OptimizerState {
  /** Values on the device, named after the parameters they belong to: `m.head.weight`. */
  readonly tensors: ReadonlyMap<string, Tensor>;
  /** The rest, as JSON. */
  readonly values: unknown;
}

/** Saved state of an optimizer, back from a checkpoint. */
export interface SavedOptimizerState {
  readonly tensors: ReadonlyMap<string, HostTensor>;
  readonly values: unknown;
}

/** Changes parameters by their gradients. */
export interface Optimizer {
  /** The component's name. */
  readonly name: string;
  readonly parameters: ReadonlyMap<string, Tensor>;
  /**
   * One update of every parameter that has a gradient. It may be part of a compiled step: state is made before, and
   * what it counts in host memory it counts in a `hostEffect`.
   */
  update(options: UpdateOptions): void;
  /** Forgets all gradients. */
  zeroGrad(): void;
  state(): OptimizerState;
  /** Takes over saved state; throws `optimizer.state` where it is not this optimizer's over these parameters. */
  load(state: SavedOptimizerState): void;
  /** Frees its memory on the device. */
  dispose(): void;
}

/** What an optimizer's component needs besides its options. */
export interface OptimizerContext {
  /** The model's `namedParameters()`. */
  readonly parameters: Iterable<readonly [string, Tensor]>;
}

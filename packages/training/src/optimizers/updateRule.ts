import type { Scalar, Shape, Tensor } from '@craft/tensor';

/** One parameter that is to be updated, and what its rule remembers of it. */
export interface ParameterUpdate {
  readonly parameter: Tensor;
  readonly gradient: Tensor;
  /** A scalar on the device that the gradient is multiplied with first. */
  readonly gradientScale: Tensor | undefined;
  /** The tensors that the rule asked for, by name. They start as zeros. */
  readonly memory: (name: string) => Tensor;
  /** Of this parameter's group. */
  readonly learningRate: number | Scalar;
  readonly weightDecay: number;
  /** Updates of this parameter, with this one: counted from 1. */
  readonly step: Scalar;
  /** A scalar on the device to take off `step`: updates that were not made. */
  readonly skippedUpdates?: Tensor | undefined;
}

/** How an optimizer changes one parameter. Runs inside `scope`, outside autograd, and may be part of a compiled step. */
export interface UpdateRule {
  /** Shapes of the tensors to remember for a parameter, by name; `m` of `head.weight` is saved as `m.head.weight`. */
  memory(parameter: Tensor): Readonly<Record<string, Shape>>;
  /** Changes the parameter and what is remembered of it, in place. */
  update(update: ParameterUpdate): void;
}

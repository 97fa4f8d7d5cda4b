import type { HostArray, Shape, Tensor } from '@craft/tensor';

/** Values of a tensor in host memory. */
export interface HostTensor {
  /** In row-major order; f16 as its bits. */
  readonly data: HostArray | Uint16Array<ArrayBuffer>;
  readonly shape: Shape;
}

/** What the Trainer needs of a model; what it computes is the task's business. */
export interface TrainableModel {
  /** Whether it behaves as in training (dropout on). */
  readonly training: boolean;
  train(on?: boolean): unknown;
  eval(): unknown;
  /** Parameters with their names, each tensor once. */
  namedParameters(): Iterable<readonly [string, Tensor]>;
  /** Everything that makes a copy of the model behave like it, by name. */
  stateDict(): ReadonlyMap<string, Tensor>;
  /** Takes over such values; throws where names or shapes differ. */
  loadStateDict(state: ReadonlyMap<string, HostTensor>): void;
}

/** Runs `use` with the model as in evaluation (no dropout), and puts it back as it was. */
export async function inEvaluationMode<T>(
  model: Pick<TrainableModel, 'training' | 'train' | 'eval'>,
  use: () => Promise<T>,
): Promise<T> {
  const before = model.training;
  model.eval();
  try {
    return await use();
  } finally {
    model.train(before);
  }
}

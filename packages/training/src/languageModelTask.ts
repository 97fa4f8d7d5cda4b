import { CraftError } from '@craft/config';
import { argmax, cast, crossEntropy, eq, tensor, type Device, type Tensor } from '@craft/tensor';
import type { Loss, Task } from './task.ts';

/** Sequences of tokens and, for each token, the one that follows it. */
export interface TokenBatch {
  /** Token ids [batchSize · length], one sequence after the other. */
  readonly inputs: Int32Array;
  /** The ids to predict, of the same layout; `ignoreIndex` where there is nothing to predict. */
  readonly targets: Int32Array;
  readonly batchSize: number;
  readonly length: number;
  /** Which batch of its loader it is, for messages. */
  readonly index?: number;
}

/** A model that says for every position how likely each token comes next. */
export interface LanguageModel {
  /** Token ids [B, T] → logits [B, T, V]. */
  forward(ids: Tensor): Tensor;
}

/** Options of `languageModelTask`. */
export interface LanguageModelTaskOptions {
  /** The target that stands for no target. Default −100. */
  readonly ignoreIndex?: number;
  /** Where the token ids go: the model's device. Default: the default device. */
  readonly device?: Device;
}

/**
 * Next-token prediction: the loss is the cross entropy of every target, in nats. Evaluations also count how often the
 * likeliest token is the right one (`accuracy`).
 *
 * `split`, `loss` and `evaluate` throw CraftError `task.batch` for a batch whose arrays do not have batchSize · length ids.
 */
export function languageModelTask(options: LanguageModelTaskOptions = {}): Task<LanguageModel, TokenBatch> {
  const { ignoreIndex = -100, device } = options;
  const onDevice = device ? { device } : {};

  function count({ targets }: TokenBatch): number {
    let counted = 0;
    for (const target of targets) if (target !== ignoreIndex) counted++;
    return counted;
  }

  function run(model: LanguageModel, batch: TokenBatch): Loss & { logits: Tensor; wanted: Tensor } {
    checkBatch(batch);
    const { inputs, targets, batchSize, length } = batch;
    const out = model.forward(tensor(inputs, { shape: [batchSize, length], ...onDevice })); // [B, T, V]
    const logits = out.reshape([batchSize * length, out.shape[2] ?? 0]); // [B·T, V]
    const wanted = tensor(targets, onDevice);
    const sum = crossEntropy(logits, wanted, { reduction: 'sum', ignoreIndex });
    return { sum, count: count(batch), logits, wanted };
  }

  return {
    count,
    metrics: ['accuracy'],
    loss(model, batch) {
      const { sum, count } = run(model, batch);
      return { sum, count };
    },
    evaluate(model, batch) {
      const { sum, count, logits, wanted } = run(model, batch);
      // What is not counted has a target that no token has, so it is never right.
      return { sum, count, metrics: { accuracy: cast(eq(argmax(logits, -1), wanted), 'f32').sum() } };
    },
    split(batch, size) {
      checkBatch(batch);
      const { inputs, targets, batchSize, length, index } = batch;
      if (size >= batchSize) return [batch];
      const parts: TokenBatch[] = [];
      for (let first = 0; first < batchSize; first += size) {
        const end = Math.min(batchSize, first + size);
        parts.push({
          inputs: inputs.subarray(first * length, end * length),
          targets: targets.subarray(first * length, end * length),
          batchSize: end - first,
          length,
          ...(index === undefined ? {} : { index }),
        });
      }
      return parts;
    },
    tokens: ({ batchSize, length }) => batchSize * length,
    describe: ({ index }) => (index === undefined ? 'its batch' : `batch ${index}`),
  };
}

function checkBatch({ inputs, targets, batchSize, length }: TokenBatch): void {
  const expected = batchSize * length;
  if (inputs.length === expected && targets.length === expected) return;
  throw new CraftError(
    `token batch: ${batchSize} sequences of ${length} need ${expected} ids but received ${inputs.length} inputs and ${targets.length} targets`,
    { code: 'task.batch' },
  );
}

import { CraftError } from '@craft/config';
import { noGrad, scope, type Tensor } from '@craft/tensor';
import { breathe } from './breathe.ts';
import { ReadbackQueue } from './readbackQueue.ts';
import type { Task } from './task.ts';
import { inEvaluationMode, type TrainableModel } from './trainableModel.ts';

/** How well a model does on data it does not learn from. */
export interface EvaluationResult {
  /** Mean loss of all targets, in nats. */
  readonly loss: number;
  /** e^loss: among how many equally likely tokens it wavers. */
  readonly perplexity: number;
  /** loss / ln 2 for each character; absent where the length of a token is not known. */
  readonly bitsPerCharacter?: number;
  /** Targets evaluated. */
  readonly tokens: number;
}

/** Options of `evaluateModel`. */
export interface EvaluationOptions<Batch = never> {
  /** Most examples at once; default: batches as they come. */
  readonly microbatchSize?: number | null;
  /** Stop after so many batches; default: all. */
  readonly maxBatches?: number | null;
  /** Characters in a token, on average; 1 for a character tokenizer. */
  readonly charactersPerToken?: number;
  /** Ends the evaluation with the signal's reason thrown. */
  readonly signal?: AbortSignal;
  /** The sum of a part's losses, the caller's; default: `evaluationLoss`. A compiled form of it may stand here. */
  readonly lossOf?: (part: Batch) => Tensor;
  /** Told after each batch. */
  readonly onProgress?: (progress: { readonly batches: number; readonly tokens: number }) => void;
}

/** The sum of the losses of a part of the data, without gradients. */
export function evaluationLoss<Model, Batch>(model: Model, task: Task<Model, Batch>, part: Batch): Tensor {
  return scope(() => noGrad(() => task.loss(model, part).sum));
}

/**
 * Evaluates a model in evaluation mode and without gradients. Each part's sum comes from the device in f32; parts
 * are added in f64, so the result does not drift with the size of the split.
 *
 * @throws CraftError `evaluation.empty` where there is no target
 */
export async function evaluateModel<Model, Batch>(
  model: Model & Pick<TrainableModel, 'training' | 'train' | 'eval'>,
  task: Task<Model, Batch>,
  batches: AsyncIterable<Batch>,
  options: EvaluationOptions<Batch> = {},
): Promise<EvaluationResult> {
  const { microbatchSize, maxBatches, charactersPerToken, signal, onProgress } = options;
  const lossOf = options.lossOf ?? ((part: Batch) => evaluationLoss(model, task, part));
  return inEvaluationMode(model, async () => {
    const sums = new ReadbackQueue<null>(4);
    let total = 0;
    let tokens = 0;
    let done = 0;
    const add = async (all: boolean) => {
      for await (const { values } of sums.take(all)) total += values[0] ?? 0;
    };
    if (maxBatches !== 0) {
      for await (const batch of batches) {
        signal?.throwIfAborted();
        for (const part of microbatchSize ? task.split(batch, microbatchSize) : [batch]) {
          const count = task.count(part);
          if (count === 0) continue;
          tokens += count;
          sums.push(null, [lossOf(part)]);
          await add(false);
        }
        done++;
        onProgress?.({ batches: done, tokens });
        await breathe();
        if (done === maxBatches) break;
      }
    }
    await add(true);
    if (tokens === 0) {
      throw new CraftError(
        `evaluation: expected at least one target but received ${done} batches without any`,
        {
          code: 'evaluation.empty',
        },
      );
    }
    const loss = total / tokens;
    return {
      loss,
      perplexity: Math.exp(loss),
      ...(charactersPerToken ? { bitsPerCharacter: loss / Math.LN2 / charactersPerToken } : {}),
      tokens,
    };
  });
}

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
  /** loss / ln 2 for each byte of UTF-8; absent where the length of a token is not known. */
  readonly bitsPerByte?: number;
  /** Targets evaluated. */
  readonly tokens: number;
  /** Means over the targets of what the task measures besides, such as `accuracy`. */
  readonly [metric: string]: number | undefined;
}

/** What `lossOf` gives: scalars on the device. */
export interface EvaluationSums {
  /** The sum of the losses of a part. */
  readonly sum: Tensor;
  /** Sums of the task's metrics, in its order. */
  readonly metrics: readonly Tensor[];
}

/** `val/loss` of what evaluations gave; NaN where they gave no such figure. */
export function figureOf(results: Readonly<Record<string, EvaluationResult>>, name: string): number {
  const slash = name.indexOf('/');
  return results[name.slice(0, slash)]?.[name.slice(slash + 1)] ?? NaN;
}

/** Options of `evaluateModel`. */
export interface EvaluationOptions<Batch = never> {
  /** Most examples at once; default: batches as they come. */
  readonly microbatchSize?: number | null;
  /** Stop after so many batches; default: all. */
  readonly maxBatches?: number | null;
  /** Characters in a token, on average; 1 for a character tokenizer. */
  readonly charactersPerToken?: number | undefined;
  /** Bytes of UTF-8 in a token, on average. */
  readonly bytesPerToken?: number | undefined;
  /** Ends the evaluation with the signal's reason thrown. */
  readonly signal?: AbortSignal;
  /** The sums of a part, the caller's; default: `evaluationSums`. A compiled form of it may stand here. */
  readonly lossOf?: (part: Batch) => EvaluationSums;
  /** Told after each batch. */
  readonly onProgress?: (progress: { readonly batches: number; readonly tokens: number }) => void;
}

/** The sums of the losses and metrics of a part of the data, without gradients. */
export function evaluationSums<Model, Batch>(
  model: Model,
  task: Task<Model, Batch>,
  part: Batch,
): EvaluationSums {
  return scope(() =>
    noGrad(() => {
      const { sum, metrics } = task.evaluate ? task.evaluate(model, part) : task.loss(model, part);
      return { sum, metrics: metricNames(task).map((name) => metricOf(metrics, name)) };
    }),
  );
}

function metricNames<Model, Batch>(task: Task<Model, Batch>): readonly string[] {
  return task.evaluate ? (task.metrics ?? []) : [];
}

function metricOf(metrics: Readonly<Record<string, Tensor>> | undefined, name: string): Tensor {
  const found = metrics?.[name];
  if (found) return found;
  throw new CraftError(
    `evaluation: expected the task's metric ${JSON.stringify(name)} but received ${Object.keys(metrics ?? {}).join(', ') || 'none'}`,
    { code: 'evaluation.metric' },
  );
}

/**
 * Names of the figures that evaluations will give, `<split>/<metric>`, known before the first one: what a `monitor`
 * can be.
 */
export function declaredMetrics<Model, Batch>(
  splits: readonly string[],
  task: Task<Model, Batch>,
  { charactersPerToken, bytesPerToken }: Pick<EvaluationOptions, 'charactersPerToken' | 'bytesPerToken'>,
): string[] {
  const names = [
    'loss',
    'perplexity',
    ...metricNames(task),
    ...(charactersPerToken ? ['bitsPerCharacter'] : []),
    ...(bytesPerToken ? ['bitsPerByte'] : []),
  ];
  return splits.flatMap((split) => names.map((name) => `${split}/${name}`));
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
  const { microbatchSize, maxBatches, charactersPerToken, bytesPerToken, signal, onProgress } = options;
  const lossOf = options.lossOf ?? ((part: Batch) => evaluationSums(model, task, part));
  return inEvaluationMode(model, async () => {
    const sums = new ReadbackQueue<null>(4);
    const names = metricNames(task);
    const totals = names.map(() => 0);
    let total = 0;
    let tokens = 0;
    let done = 0;
    const add = async (all: boolean) => {
      for await (const { values } of sums.take(all)) {
        total += values[0] ?? 0;
        for (const i of totals.keys()) totals[i] = (totals[i] ?? 0) + (values[i + 1] ?? 0);
      }
    };
    if (maxBatches !== 0) {
      for await (const batch of batches) {
        signal?.throwIfAborted();
        for (const part of microbatchSize ? task.split(batch, microbatchSize) : [batch]) {
          const count = task.count(part);
          if (count === 0) continue;
          tokens += count;
          const { sum, metrics } = lossOf(part);
          sums.push(null, [sum, ...metrics]);
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
      ...Object.fromEntries(names.map((name, i) => [name, (totals[i] ?? 0) / tokens])),
      ...(charactersPerToken ? { bitsPerCharacter: loss / Math.LN2 / charactersPerToken } : {}),
      ...(bytesPerToken ? { bitsPerByte: loss / Math.LN2 / bytesPerToken } : {}),
      tokens,
    };
  });
}

import { PlanningDevice, type Allocations, type Device, type Launch, type Tensor } from '@craft/tensor';
import { LossScaler } from './lossScaler.ts';
import type { Optimizer } from './optimizers/optimizer.ts';
import type { Task } from './task.ts';
import type { TrainingSettings } from './trainingSettings.ts';
import type { TrainableModel } from './trainableModel.ts';
import { runStep } from './trainingStep.ts';
import { WeightAverage } from './weightAverage.ts';

/** Device memory, in bytes. */
export interface MemoryNeed {
  /** The most in use at once. */
  readonly peakBytes: number;
  /** The largest single buffer. */
  readonly largestBytes: number;
}

/** What training would need on a device. */
export interface MemoryPrediction {
  /** Numbers in the model's parameters. */
  readonly parameters: number;
  /** What a step needs that has so many examples in a microbatch. */
  readonly needFor: (examples: number) => MemoryNeed;
}

/** What is to be trained, made on the device that is given. */
export interface PredictionOptions<Model extends TrainableModel, Batch> {
  /** The device to predict for. Nothing is allocated there. */
  readonly device: Device;
  readonly build: (device: Device) => {
    model: Model;
    task: Task<NoInfer<Model>, Batch>;
    optimizer: Optimizer;
  };
  /** A batch of so many examples; its values do not matter. */
  readonly batch: (size: number) => Promise<Batch>;
  /** Whether a batch is made of several microbatches. */
  readonly accumulates: boolean;
  readonly gradientClip: number | null;
  /** Whether a moving average of the weights is kept. */
  readonly averages?: boolean;
  /** Default f32. */
  readonly precision?: TrainingSettings['precision'] | undefined;
}

/**
 * How much device memory training will need, before any of it is asked for: two steps are run on a device that
 * only counts, with one example at a time and with two. What an example adds to each buffer, every further one adds.
 *
 * @throws what the model throws when it is built or run
 */
export async function predictMemory<Model extends TrainableModel, Batch>(
  options: PredictionOptions<Model, Batch>,
): Promise<MemoryPrediction> {
  const one = await planSteps(options, 1);
  const two = await planSteps(options, 2);
  return {
    parameters: one.parameters,
    needFor(examples) {
      const sizes = one.sizes.map((bytes, i) => bytes + ((two.sizes[i] ?? bytes) - bytes) * (examples - 1));
      return replay(one.events, sizes);
    },
  };
}

/** What a training step launches of kernels that can be tuned, a launch for each class of shapes: for `tuneKernels`. */
export async function planLaunches<Model extends TrainableModel, Batch>(
  options: PredictionOptions<Model, Batch>,
  examples: number,
): Promise<readonly Launch[]> {
  return (await planSteps(options, examples)).launches;
}

/** Goes through what was asked for and given back, with other sizes. */
function replay(events: readonly number[], sizes: readonly number[]): MemoryNeed {
  let live = 0;
  let peakBytes = 0;
  for (const event of events) {
    live += event >= 0 ? (sizes[event] ?? 0) : -(sizes[~event] ?? 0);
    peakBytes = Math.max(peakBytes, live);
  }
  return { peakBytes, largestBytes: sizes.reduce((most, bytes) => Math.max(most, bytes), 0) };
}

async function planSteps<Model extends TrainableModel, Batch>(
  { device, build, batch, accumulates, gradientClip, averages, precision }: PredictionOptions<Model, Batch>,
  size: number,
): Promise<Allocations & { readonly parameters: number; readonly launches: readonly Launch[] }> {
  const planning = new PlanningDevice(device);
  const { model, task, optimizer } = build(planning);
  const average = averages
    ? new WeightAverage(model.namedParameters(), { decay: 0, warmup: false })
    : undefined;
  const scaler = precision === 'mixed' ? new LossScaler(planning) : undefined;
  let parameters = 0;
  for (const [, parameter] of model.namedParameters()) parameters += parameter.size;
  // Of several microbatches the second one meets the gradients of the first.
  const examples = await batch(accumulates ? 2 * size : size);
  model.train();
  for (let step = 0; step < 2; step++) {
    const figures = await runStep({
      model,
      task,
      optimizer,
      batch: examples,
      microbatchSize: size,
      microbatches: accumulates ? 2 : 1,
      seed: 0,
      step,
      learningRate: 0,
      gradientClip,
      average,
      scaler,
    });
    for (const one of Object.values(figures) as Tensor[]) one.dispose();
  }
  return { parameters, launches: planning.launches, ...planning.allocations };
}

import { CraftError } from '@craft/config';
import {
  randomWindows,
  sequentialWindows,
  type Loader,
  type PreparedDataset,
  type TokenBatch,
} from '@craft/data';
import type { CausalLM, Module } from '@craft/models';
import { openDevice, setDefaultDevice, type Device, type KernelChoices } from '@craft/tensor';
import {
  OverfitLoader,
  stepsIn,
  type Checkpoint,
  type Loader as TrainingLoader,
  type MemoryNeed,
  type Optimizer,
  type Schedule,
} from '@craft/training';
import type { RunOptions } from '../commands/run.ts';
import type { ComposedConfig } from '../config/composeConfig.ts';
import { locatedError } from '../config/locatedError.ts';
import { openData } from '../data/openData.ts';
import { checkAllowed } from './allowChange.ts';
import { checkMemory } from './checkMemory.ts';
import { checkMonitors } from './checkMonitors.ts';
import { chooseKernels } from './chooseKernels.ts';
import { checkPrecision } from './checkPrecision.ts';
import { checkCallbacks } from './sampler.ts';
import { tokenLengths } from './tokenLengths.ts';
import type { FoundRun } from './findRun.ts';
import { checkResumable, checkUnfinished, identityOf, planResume, type RunIdentity } from './resumeRun.ts';

/** Everything that a run works with, checked and open, before anything of it is written. */
export interface RunPlan {
  readonly composed: ComposedConfig;
  readonly resumed?: { readonly run: FoundRun; readonly checkpoint: Checkpoint } | undefined;
  readonly dataset: PreparedDataset;
  readonly identity: RunIdentity;
  readonly device: Device;
  /** What a step will need of the device. */
  readonly memory: MemoryNeed;
  /** The kernels that a step runs; undefined where there is no choice. */
  readonly kernels: KernelChoices | undefined;
  readonly model: Module & CausalLM;
  readonly optimizer: Optimizer;
  readonly schedule: Schedule;
  readonly train: TrainingLoader<TokenBatch>;
  /** One pass over val, at each call; absent where the data has no val. */
  readonly val?: (() => Loader<TokenBatch>) | undefined;
  /** Steps of the whole run; null where its duration is in seconds. */
  readonly totalSteps: number | null;
}

/**
 * Composes, checks and opens everything a run needs, in the order in which people want to hear of mistakes: the
 * configuration, the run to go on with, the data, the device. Leaves nothing behind but prepared data.
 *
 * @throws ConfigError, CraftError
 */
export async function planRun(
  args: readonly string[],
  options: RunOptions,
  signal: AbortSignal,
): Promise<RunPlan> {
  const { composed, resumed } = await planResume({ args, device: options.device }, options.resume);
  const { config, registry } = composed;
  checkAllowed(options.allowChange ?? [], config, resumed?.checkpoint.state.about['config']);
  const dataset = await openData(composed, { forTraining: true, signal });
  let device: Device | undefined;
  try {
    const identity = identityOf(config, dataset);
    if (resumed) checkResumable(resumed.checkpoint, identity, options.allowChange);
    const loaders = makeLoaders(composed, dataset);
    const { training } = config;
    if (resumed) checkUnfinished(resumed, config, loaders.train);
    const totalSteps = stepsIn(training.duration, loaders.train);
    const schedule = registry.create('schedule', config.schedule, {
      learningRate: config.optimizer.learningRate,
      duration: training.duration,
      pace: loaders.train,
    });
    checkCallbacks(config.callbacks, dataset.tokenizer);
    checkMonitors(config, schedule, loaders.val ? tokenLengths(dataset, 'val') : undefined);
    signal.throwIfAborted();

    const recorded = resumed?.run.record.kernels;
    device = await openDevice(config.device, { autotune: recorded ?? config.autotune });
    checkPrecision(device, training.precision);
    setDefaultDevice(device);
    const { vocabSize } = dataset.tokenizer;
    const build = (where: Device) => {
      const model = registry.create('model', config.model, { vocabSize, seed: training.seed, device: where });
      const optimizer = registry.create('optimizer', config.optimizer, {
        parameters: model.namedParameters(),
      });
      return { model, optimizer };
    };
    const { memory, launches } = await checkMemory(
      { device, build, batch: (size) => sampleBatch(composed, dataset, size) },
      training,
    );
    const isDryRun = options.dryRun ?? false;
    const kernels = await chooseKernels({ device, config, totalSteps, launches, recorded, isDryRun, signal });
    return {
      composed,
      resumed,
      dataset,
      identity,
      device,
      ...build(device),
      memory,
      kernels,
      schedule,
      ...loaders,
      totalSteps,
    };
  } catch (error) {
    await device?.close();
    dataset.close();
    throw locatedError(error, composed);
  }
}

function makeLoaders({ config }: ComposedConfig, dataset: PreparedDataset): Pick<RunPlan, 'train' | 'val'> {
  const { contextLength } = config.model;
  const { batchSize, microbatchSize, overfitBatches, seed } = config.training;
  const { order } = config.loader;
  const whole = randomWindows({ source: dataset.split('train'), contextLength, batchSize, seed, order });
  const train = overfitBatches === null ? whole : new OverfitLoader(whole, overfitBatches);
  if (dataset.manifest.splits.val.tokens < 2) return { train };
  const source = dataset.split('val');
  return {
    train,
    val: () => sequentialWindows({ source, contextLength, batchSize: microbatchSize ?? batchSize }),
  };
}

/** A batch like those of training, but for its size. */
async function sampleBatch(
  { config: { model, training, loader } }: ComposedConfig,
  dataset: PreparedDataset,
  batchSize: number,
): Promise<TokenBatch> {
  const { contextLength } = model;
  const { seed } = training;
  const batch = await randomWindows({
    source: dataset.split('train'),
    contextLength,
    batchSize,
    seed,
    order: loader.order,
  }).next();
  if (batch === null)
    throw new CraftError('loader: expected a batch but the data has none', { code: 'data.empty-split' });
  return batch;
}

import { parse } from 'valibot';
import type { Device, Tensor } from '@craft/tensor';
import type { Callback } from '../../src/callbacks/callback.ts';
import type { Checkpoint } from '../../src/checkpoints/loadCheckpoint.ts';
import { languageModelTask, type TokenBatch } from '../../src/languageModelTask.ts';
import type { Loader } from '../../src/loader.ts';
import { AdamW } from '../../src/optimizers/adamW.ts';
import { parameterGroups } from '../../src/optimizers/parameterGroups.ts';
import type { Optimizer } from '../../src/optimizers/optimizer.ts';
import { stepsIn } from '../../src/pace.ts';
import { RunFolder } from '../../src/runs/runFolder.ts';
import { cosineSchedule } from '../../src/schedules/cosineSchedule.ts';
import type { Schedule } from '../../src/schedules/schedule.ts';
import { Trainer } from '../../src/trainer.ts';
import { trainingSchema, type TrainingSettings } from '../../src/trainingSettings.ts';
import { TinyModel } from './tinyModel.ts';
import { TokenLoader, validationBatches } from './tokenLoader.ts';

/** What a test wants to be different. */
export interface TinyRunOptions {
  readonly device: Device;
  readonly settings?: Partial<TrainingSettings>;
  readonly outputs?: string;
  readonly run?: RunFolder;
  readonly resume?: Checkpoint;
  readonly callbacks?: Readonly<Record<string, Callback>>;
  readonly drop?: (x: Tensor) => Tensor;
  readonly loader?: Loader<TokenBatch>;
  readonly evaluate?: boolean;
  /** Default: AdamW with a decay of 0.1. */
  readonly optimizer?: (model: TinyModel) => Optimizer;
  /** Default: a cosine. */
  readonly schedule?: Schedule;
}

/** A Trainer and what it works with. */
export interface TinyRun {
  readonly trainer: Trainer<TinyModel, TokenBatch>;
  readonly model: TinyModel;
  readonly optimizer: Optimizer;
  readonly run: RunFolder | undefined;
  /** Frees the device and the folder. */
  close(): void;
}

export const tinySettings = {
  duration: '30step',
  batchSize: 4,
  logEvery: '5step',
  evaluateEvery: '10step',
  checkpointEvery: '10step',
} as const;

/** A run folder of a tiny model. */
export async function tinyRunFolder(outputs: string): Promise<RunFolder> {
  return RunFolder.create({
    outputs,
    name: 'tiny',
    experiment: null,
    seed: 3,
    device: 'cpu',
    versions: {},
    git: null,
    argv: [],
    files: {},
  });
}

/** A small run that really trains, on the device. */
export async function tinyRun(options: TinyRunOptions): Promise<TinyRun> {
  const { device, outputs, resume, callbacks, drop, evaluate = true } = options;
  const settings = parse(trainingSchema, { ...tinySettings, seed: 3, ...options.settings });
  const model = new TinyModel({ device, ...(drop ? { drop } : {}) });
  const optimizer =
    options.optimizer?.(model) ??
    new AdamW(parameterGroups(model.namedParameters(), { weightDecay: 0.1 }), {
      beta1: 0.9,
      beta2: 0.99,
      eps: 1e-8,
    });
  const run = options.run ?? (outputs === undefined ? undefined : await tinyRunFolder(outputs));
  const train = options.loader ?? new TokenLoader({ batchSize: settings.batchSize });
  const trainer = new Trainer<TinyModel, TokenBatch>({
    model,
    task: languageModelTask({ device }),
    optimizer,
    schedule:
      options.schedule ??
      cosineSchedule({
        learningRate: 0.03,
        minLearningRate: 0.003,
        warmup: 5,
        decay: stepsIn(settings.duration, train) ?? 100,
      }),
    train,
    settings,
    charactersPerToken: 1,
    about: { config: { tiny: true } },
    ...(evaluate ? { evaluate: { val: () => validationBatches() } } : {}),
    ...(callbacks ? { callbacks } : {}),
    ...(run ? { run } : {}),
    ...(resume ? { resume } : {}),
  });
  return {
    trainer,
    model,
    optimizer,
    run,
    close() {
      run?.close();
      optimizer.dispose();
      model.dispose();
    },
  };
}

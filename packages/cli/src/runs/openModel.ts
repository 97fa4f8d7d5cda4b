import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CraftError } from '@craft/config';
import { tokenizerFromJson, type Tokenizer } from '@craft/data';
import type { CausalLM, Module } from '@craft/models';
import { openDevice, setDefaultDevice, type Device } from '@craft/tensor';
import { findCheckpoint, readTensors, type Checkpoint } from '@craft/training';
import type { CheckpointChoice } from '../commands/options.ts';
import { composeConfig, type ComposedConfig } from '../config/composeConfig.ts';
import { say } from '../terminal/screen.ts';
import { colours } from '../terminal/terminal.ts';
import { findRun, type FoundRun } from './findRun.ts';

/** Files of a run folder that this program writes and reads. */
export const runFiles = {
  config: 'config.yaml',
  origins: 'config.origins.json',
  tokenizer: 'tokenizer.json',
} as const;

/** A trained model with what belongs to it. */
export interface OpenModel {
  readonly run: FoundRun;
  readonly composed: ComposedConfig;
  readonly checkpoint: Checkpoint;
  readonly tokenizer: Tokenizer;
  readonly device: Device;
  readonly model: Module & CausalLM;
}

/** Which trained model. */
export interface ModelRequest {
  readonly run?: string | undefined;
  readonly checkpoint: CheckpointChoice;
  readonly device?: string | undefined;
}

/**
 * Opens the model of a run, on a device that the caller closes. Everything is read before the device is opened.
 *
 * @throws CraftError `run.*`, `checkpoint.*`, `config.*`, `device.unavailable`, `model.state`
 */
export async function openModel(request: ModelRequest): Promise<OpenModel> {
  const run = await findRun(request.run);
  const composed = await composeConfig({
    args: [],
    base: join(run.path, runFiles.config),
    device: request.device,
  });
  const checkpoint = await findCheckpoint(join(run.path, 'checkpoints'), request.checkpoint, {
    onSkip: (error) => say(colours.yellow(`Passed over: ${error.message}`)),
  });
  const tokenizer = readTokenizer(run);
  const device = await openDevice(composed.config.device);
  try {
    setDefaultDevice(device);
    const { model: options, training } = composed.config;
    const { vocabSize } = tokenizer;
    const model = composed.registry.create('model', options, { vocabSize, seed: training.seed, device });
    model.loadStateDict(await readTensors(checkpoint, 'model'));
    model.eval();
    return { run, composed, checkpoint, tokenizer, device, model };
  } catch (error) {
    await device.close();
    throw error;
  }
}

function readTokenizer({ path }: FoundRun): Tokenizer {
  const file = join(path, runFiles.tokenizer);
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(file, 'utf8'));
  } catch (cause) {
    throw new CraftError(`${file}: expected the run's tokenizer but it cannot be read`, {
      code: 'run.unreadable',
      cause,
    });
  }
  return tokenizerFromJson(json);
}

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CraftError, isCraftError } from '@craft/config';
import { tokenizerFromJson, type Tokenizer } from '@craft/data';
import type { CausalLM, Module } from '@craft/models';
import { openDevice, setDefaultDevice, type Device } from '@craft/tensor';
import { findCheckpoint, readModel, type Checkpoint } from '@craft/training';
import type { CheckpointChoice } from '../commands/options.ts';
import { composeConfig, type ComposedConfig } from '../config/composeConfig.ts';
import { dataCache } from '../data/openData.ts';
import { displayPath } from '../terminal/displayPath.ts';
import { findRun, sayPassedOver, type FoundRun } from './findRun.ts';
import { resumeCommand, shellWord } from './resumeCommand.ts';
import type { RunIdentity } from './resumeRun.ts';

/** Files of a run folder that this program writes and reads. */
export const runFiles = {
  config: 'config.yaml',
  origins: 'config.origins.json',
  tokenizer: 'tokenizer.json',
} as const;

/** A trained model with what belongs to it: with the moving average of its weights, where the run kept one. */
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
    onSkip: sayPassedOver,
  });
  const tokenizer = readTokenizer(run, checkpoint, composed.config.outputs);
  const device = await openDevice(composed.config.device, { autotune: composed.config.autotune });
  try {
    setDefaultDevice(device);
    const { model: options, training } = composed.config;
    const { vocabSize } = tokenizer;
    const model = composed.registry.create('model', options, { vocabSize, seed: training.seed, device });
    model.loadStateDict(await readModel(checkpoint));
    model.eval();
    return { run, composed, checkpoint, tokenizer, device, model };
  } catch (error) {
    await device.close();
    throw error;
  }
}

/** The vocabulary of a run, as its checkpoint knows it. */
function readTokenizer({ path }: FoundRun, { state }: Checkpoint, outputs: string): Tokenizer {
  const file = join(path, runFiles.tokenizer);
  const { dataset, tokenizer: hash } = state.about as Partial<RunIdentity>;
  const unreadable = (what: string, cause?: unknown) => {
    const copy = join(dataCache(outputs), dataset ?? '', runFiles.tokenizer);
    return new CraftError(`${file}: expected the run's tokenizer but ${what}`, {
      code: 'run.unreadable',
      hint:
        dataset !== undefined && existsSync(copy)
          ? `The prepared data has a copy: cp ${shellWord(displayPath(copy))} ${shellWord(displayPath(file))}`
          : `Going on with the run writes it again from the text: ${resumeCommand(path)} training.duration=<longer>`,
      cause,
    });
  };
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    throw unreadable(code === 'ENOENT' ? 'there is no such file' : `received ${message}`, cause);
  }
  let tokenizer: Tokenizer;
  try {
    // A prompt that names a special token means the token.
    tokenizer = tokenizerFromJson(JSON.parse(text), { specialText: 'token' });
  } catch (cause) {
    throw unreadable(isCraftError(cause) ? `received ${cause.message}` : 'received what is not JSON', cause);
  }
  if (hash !== undefined && tokenizer.hash !== hash) throw unreadable('received another one');
  return tokenizer;
}

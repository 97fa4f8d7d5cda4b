import { totalmem } from 'node:os';
import { CraftError, isCraftError } from '@craft/config';
import type { CausalLM, Module } from '@craft/models';
import type { Device, Launch } from '@craft/tensor';
import {
  languageModelTask,
  planLaunches,
  predictMemory,
  type MemoryNeed,
  type MemoryPrediction,
  type Optimizer,
  type TokenBatch,
} from '@craft/training';
import type { CraftConfig } from '../config/rootSchema.ts';
import { formatBytes, formatRounded } from '../terminal/formatNumbers.ts';

/** What is to be trained, as a function of the device it is made on. */
export interface MemoryQuestion {
  readonly device: Device;
  readonly build: (device: Device) => { model: Module & CausalLM; optimizer: Optimizer };
  readonly batch: (size: number) => Promise<TokenBatch>;
}

/** Weights, their gradients and two moments, of four bytes each. */
const bytesPerParameter = 16;

/**
 * Refuses a run that cannot fit the device, before anything is allocated there or written. Gives what it needs, and
 * what a step launches of kernels among which there is a choice.
 *
 * @throws CraftError `run.memory` saying what is needed, what there is, and what would fit
 */
export async function checkMemory(
  { device, build, batch }: MemoryQuestion,
  { batchSize, microbatchSize, gradientClip, precision, ema }: CraftConfig['training'],
): Promise<{ readonly memory: MemoryNeed; readonly launches: readonly Launch[] }> {
  const atOnce = Math.min(batchSize, microbatchSize ?? batchSize);
  const options = {
    device,
    build: (planned: Device) => ({ ...build(planned), task: languageModelTask({ device: planned }) }),
    batch,
    accumulates: atOnce < batchSize,
    gradientClip,
    precision,
    averages: ema !== null,
  };
  const prediction = await predict(options);
  const need = prediction.needFor(atOnce);
  const limits = limitsOf(device);
  const excess = excessOf(need, limits);
  if (excess === undefined) {
    const isChoice = device.kind === 'webgpu';
    return { memory: need, launches: isChoice ? await planLaunches(options, atOnce) : [] };
  }
  throw new CraftError(`memory: ${excess} on ${device.kind}`, {
    code: 'run.memory',
    hint: remedy(prediction, limits, atOnce),
  });
}

/** A model too large even to be counted is one more that does not fit. */
async function predict(
  ...[options]: Parameters<typeof predictMemory<Module & CausalLM, TokenBatch>>
): Promise<MemoryPrediction> {
  try {
    return await predictMemory(options);
  } catch (error) {
    if (!isCraftError(error) || error.code !== 'device.outOfMemory') throw error;
    throw new CraftError(`memory: ${error.message.replace(/^planning: /, '')}`, {
      code: 'run.memory',
      hint: 'Choose a smaller model.',
      cause: error,
    });
  }
}

interface Limits {
  /** All buffers together. */
  readonly total: number;
  /** One buffer. */
  readonly buffer: number;
}

function limitsOf({ info: { limits, software } }: Device): Limits {
  const {
    maxMemoryBytes = Infinity,
    maxBufferSize = Infinity,
    maxStorageBufferBindingSize = Infinity,
  } = limits;
  return {
    // WebGPU does not say how much memory a GPU has; a software adapter uses the machine's own.
    total: Math.min(maxMemoryBytes, software ? totalmem() : Infinity),
    buffer: Math.min(maxBufferSize, maxStorageBufferBindingSize),
  };
}

function excessOf({ peakBytes, largestBytes }: MemoryNeed, { total, buffer }: Limits): string | undefined {
  if (peakBytes > total) {
    return `expected at most ${formatBytes(total)} but a training step needs about ${formatBytes(peakBytes)}`;
  }
  if (largestBytes > buffer) {
    return `expected buffers of at most ${formatBytes(buffer)} but a training step needs one of ${formatBytes(largestBytes)}`;
  }
  return undefined;
}

function remedy({ parameters, needFor }: MemoryPrediction, limits: Limits, atOnce: number): string {
  const fits = (examples: number) => excessOf(needFor(examples), limits) === undefined;
  if (!fits(1)) {
    const weights = formatBytes(parameters * bytesPerParameter);
    return `Choose a smaller model: training its ${formatRounded(parameters)} parameters takes ${weights} before any activation.`;
  }
  let most = 1;
  while (most * 2 < atOnce && fits(most * 2)) most *= 2;
  return `Parts of ${most} examples fit and compute the same: training.microbatchSize=${most}. So may a smaller training.batchSize or model.contextLength.`;
}

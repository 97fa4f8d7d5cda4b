import { isCraftError } from '../../errors.ts';
import type { BackendInfo } from '../backend.ts';
import type { BodyName } from '../kernel.ts';
import type { KernelChoices } from '../kernelChoices.ts';
import { subgroupMatrices } from '../subgroupMatrix.ts';
import { adapterName, type AdapterOptions, describeAdapter, findAdapter, requestDevice } from './adapter.ts';
import { autotuneMode, readChoices } from './autotune/autotuner.ts';
import { choiceStore } from './autotune/choiceStore.ts';
import { unavailable } from './gpuProvider.ts';
import { type AutotuneOptions, WebgpuBackend } from './webgpuBackend.ts';

/** How to open WebGPU. */
export interface WebgpuOptions extends AdapterOptions {
  /** Dispatches encoded before they are handed to the queue: 64 by default, at most 4,096. */
  readonly dispatchesPerSubmit?: number;
  /** Which WGSL bodies to run where a kernel has several; default: by whether the adapter is software. */
  readonly kernels?: BodyName | undefined;
  /** Which choices among bodies are used; default: CRAFT_AUTOTUNE, else those that were kept. */
  readonly autotune?: 'auto' | 'on' | 'off' | KernelChoices | undefined;
}

/** Whether WebGPU can be used here, and on what. */
export interface WebgpuReport {
  readonly kind: 'webgpu';
  readonly available: boolean;
  /** Why it is not available. */
  readonly reason?: string;
  /** What would make it available. */
  readonly hint?: string;
  readonly info?: BackendInfo;
}

/**
 * Opens a device on the best WebGPU adapter: through `navigator.gpu` in pages, through the optional
 * package `webgpu` in Node. Throws `CraftError` `device.unavailable` with what to install.
 */
export async function openWebgpu(options: WebgpuOptions = {}): Promise<WebgpuBackend> {
  const adapter = await findAdapter(options);
  const info = describeAdapter(adapter);
  let device: GPUDevice;
  try {
    device = await requestDevice(adapter);
  } catch (error) {
    const reason = error instanceof Error ? error.message.split('\n', 1)[0] : String(error);
    throw unavailable(`${info.description} gave no device: ${reason}`, 'update the graphics driver', error);
  }
  // 65,536 dispatches in one command buffer crash llvmpipe, and nothing is gained beyond some hundreds.
  const dispatchesPerSubmit = Math.min(options.dispatchesPerSubmit ?? 64, 4096);
  const { kernels } = options;
  const autotune = openAutotune(adapterName(adapter), kernels ? 'off' : options.autotune);
  const subgroups = kernels ? 'other kernels were asked for' : subgroupMatrices(adapter);
  return new WebgpuBackend(device, info, { dispatchesPerSubmit, kernels, autotune, subgroups });
}

/** What was chosen on this adapter before. Throws `autotune.mode`. */
function openAutotune(adapter: string, given: WebgpuOptions['autotune']): AutotuneOptions {
  if (typeof given === 'object') {
    if (given.adapter === adapter) return { adapter, measures: false, store: null, choices: given };
    // What is fast on one adapter says nothing of another.
    const problem = `the given choices of kernels are of another adapter or driver (${given.adapter}) and not used`;
    return { adapter, measures: false, store: null, problem };
  }
  if (autotuneMode(given) === 'off') return { adapter, measures: false, store: null };
  const store = choiceStore(adapter);
  return { adapter, measures: true, store, ...(store ? readChoices(store, adapter) : {}) };
}

/** Looks at the adapter that `openWebgpu` would take, without opening it. Never throws `device.unavailable`. */
export async function probeWebgpu(options: AdapterOptions = {}): Promise<WebgpuReport> {
  try {
    return { kind: 'webgpu', available: true, info: describeAdapter(await findAdapter(options)) };
  } catch (error) {
    if (!isCraftError(error)) throw error;
    const { message, hint } = error;
    const reason = message.replace(/^webgpu: /, '');
    return { kind: 'webgpu', available: false, reason, ...(hint === undefined ? {} : { hint }) };
  }
}

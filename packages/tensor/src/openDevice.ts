import type { Backend, BackendInfo, DeviceKind } from './backend/backend.ts';
import type { KernelChoices } from './backend/kernelChoices.ts';
import type { BodyName } from './backend/kernel.ts';
import { openCpu } from './backend/cpu/cpuBackend.ts';
import type { CpuInstructions } from './backend/cpu/instructions.ts';
import { openWebgpu, probeWebgpu } from './backend/webgpu/openWebgpu.ts';
import { Device } from './device.ts';
import { CraftError, isCraftError } from './errors.ts';
import { firstThatWorks } from './ops/matmul/subgroupSelfTest.ts';

/** What can be opened here, for people and for `auto`. */
export interface DeviceReport {
  readonly kind: DeviceKind;
  readonly available: boolean;
  /** Why it is not available. */
  readonly reason?: string;
  /** What to do about that. */
  readonly hint?: string;
  readonly info?: BackendInfo;
}

export interface OpenOptions {
  /** CPU threads, default all. */
  readonly threads?: number;
  /**
   * Vector instructions of the CPU's kernels; default: the best there are. `fma` and `fma256` give the same
   * results, `simd` slightly different ones. Throws `device.instructions` for those that the engine lacks.
   */
  readonly instructions?: CpuInstructions;
  /**
   * Which of a kernel's WGSL bodies `webgpu` runs, for tests and benchmarks; default: those for the
   * adapter at hand, `hardware` on a GPU.
   */
  readonly kernels?: BodyName;
  /**
   * Which of a kernel's WGSL bodies `webgpu` runs for which shapes. `auto`, `on`: what `tuneKernels` found on this
   * adapter before, from the user's cache folder (in pages `localStorage`). `off`: always those for the kind of
   * adapter. Or exactly these choices, such as those a
   * run began with; those of another adapter are not used, and a notice says so. Default: CRAFT_AUTOTUNE, else `auto`.
   */
  readonly autotune?: 'auto' | 'on' | 'off' | KernelChoices;
}

/** Looks at every backend without keeping it open. */
export async function probeDevices(): Promise<DeviceReport[]> {
  const cpu = await openCpu();
  const report: DeviceReport = { kind: 'cpu', available: true, info: cpu.info };
  await cpu.close();
  return [await probeOpened(), report];
}

/** What WebGPU says of itself once it is open, which tells more than its adapter does. */
async function probeOpened(): Promise<DeviceReport> {
  const report = await probeWebgpu();
  if (!report.available) return report;
  try {
    const backend = await openTested({});
    await backend.close();
    return { ...report, info: backend.info };
  } catch (error) {
    if (!isCraftError(error)) throw error;
    const { message, hint } = error;
    return { kind: 'webgpu', available: false, reason: message, ...(hint === undefined ? {} : { hint }) };
  }
}

/** Opens WebGPU, and tests how it may multiply matrices before anything relies on it. */
async function openTested({ kernels, autotune }: OpenOptions): Promise<Backend> {
  const backend = await openWebgpu({ kernels, autotune });
  try {
    await backend.testSubgroups(firstThatWorks);
    return backend;
  } catch (error) {
    await backend.close();
    throw error;
  }
}

/** What `auto` takes: a real GPU where there is one, else the CPU; and why. */
export function chooseDevice(reports: readonly DeviceReport[]): { kind: DeviceKind; why: string } {
  const webgpu = reports.find(({ kind }) => kind === 'webgpu');
  if (!webgpu?.available) {
    return { kind: 'cpu', why: `WebGPU is not available: ${webgpu?.reason ?? 'not probed'}` };
  }
  if (webgpu.info?.software) {
    return {
      kind: 'cpu',
      why: `the only WebGPU adapter is software (${webgpu.info.description}), slower than the cpu backend on the same cores`,
    };
  }
  return { kind: 'webgpu', why: `a GPU adapter was found (${webgpu.info?.description ?? 'unknown'})` };
}

/**
 * Opens a device. `auto` takes a real GPU where WebGPU reaches one and the CPU otherwise. Throws
 * `device.unavailable` where the one asked for cannot be had, and `device.unknown` for other names.
 */
export async function openDevice(
  name: 'auto' | DeviceKind = 'auto',
  options: OpenOptions = {},
): Promise<Device> {
  switch (name) {
    case 'cpu':
      return new Device(await openCpu(options));
    case 'webgpu':
      return new Device(await openTested(options));
    case 'auto': {
      const webgpu = await probeWebgpu();
      return openDevice(chooseDevice([webgpu]).kind, options);
    }
    default:
      throw new CraftError(
        'device.unknown',
        `device: expected auto, cpu or webgpu but received ${JSON.stringify(name)}`,
      );
  }
}

import type { TuningOptions, TuningReport } from './backend/backend.ts';
import type { KernelChoices } from './backend/kernelChoices.ts';
import type { Launch } from './backend/launch.ts';
import type { Device } from './device.ts';

/**
 * Measures which WGSL body of each kernel is fastest on the device's adapter, for the classes of shapes in `launches`
 * (`PlanningDevice.launches`) that were not measured before, and keeps what it finds in the user's cache folder (in
 * pages in `localStorage`). From then on launches take these bodies, here and wherever the adapter is opened again;
 * what is compiled already stays as it is. Results may differ from those of other bodies by rounding, so tune before
 * a run and not during one. Measures nothing where there is nothing to choose: on `cpu`, and on a device that was
 * opened with `autotune: 'off'` or with given choices.
 */
export async function tuneKernels(
  device: Device,
  launches: readonly Launch[],
  options: TuningOptions = {},
): Promise<TuningReport> {
  const { tuning } = device.backend;
  return tuning
    ? tuning.tune(launches, options)
    : { measured: 0, choices: { adapter: device.description, kernels: {} } };
}

/**
 * The WGSL bodies that these launches take on the device: plain JSON, which `openDevice` takes as `autotune` to run
 * with the same ones again. Empty on `cpu`, where nothing is to be chosen.
 */
export function kernelChoices(device: Device, launches: readonly Launch[]): KernelChoices {
  return device.backend.tuning?.choices(launches) ?? { adapter: device.description, kernels: {} };
}

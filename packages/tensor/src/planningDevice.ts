import { PlanningBackend, type Allocations } from './backend/planning/planningBackend.ts';
import type { Launch } from './backend/launch.ts';
import { Device } from './device.ts';

/** A device that counts memory and computes nothing. */
export class PlanningDevice extends Device {
  readonly #counts: PlanningBackend;

  /** Plans for `device`: the same kind, features and limits. */
  constructor(device: Pick<Device, 'info'>) {
    const counts = new PlanningBackend(device.info);
    super(counts);
    this.#counts = counts;
  }

  /** What everything run on it so far would have asked for. */
  get allocations(): Allocations {
    return this.#counts.allocations;
  }

  /** One launch of each class of shapes of kernels that can be tuned: for `tuneKernels` and `kernelChoices`. */
  get launches(): readonly Launch[] {
    return this.#counts.launches;
  }
}

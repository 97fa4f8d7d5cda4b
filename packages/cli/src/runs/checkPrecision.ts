import { CraftError } from '@craft/config';
import { computesHalves, type Device } from '@craft/tensor';
import type { TrainingSettings } from '@craft/training';

/**
 * Refuses mixed precision on a device that does not compute with f16, before anything is allocated or written.
 *
 * @throws CraftError `run.precision`
 */
export function checkPrecision(
  device: Pick<Device, 'kind' | 'info' | 'description'>,
  precision: TrainingSettings['precision'],
): void {
  if (precision === 'f32' || computesHalves(device)) return;
  throw new CraftError(
    `training.precision: expected f32 on ${device.description}, whose adapter does not compute with f16 (shader-f16), but received mixed`,
    { code: 'run.precision', hint: 'Train with training.precision=f32, or with device=cpu.' },
  );
}

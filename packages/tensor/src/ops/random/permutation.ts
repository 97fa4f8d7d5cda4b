import { defaultDevice, type Device } from '../../device.ts';
import { CraftError } from '../../errors.ts';
import { emptyTensor, type Tensor } from '../../tensor.ts';
import { radixSort } from '../radixSort/radixSort.ts';
import { drawIntegers } from './randomIntegers.ts';

/**
 * 0, 1, …, n − 1 in random order, made on the device: i32 [n], sorted by random words. Keyed by the enclosing
 * randomScope, the same on every device. Throws `random.noScope` outside a randomScope and `random.range`.
 */
export function permutation(n: number, options: { readonly device?: Device } = {}): Tensor {
  const { device = defaultDevice() } = options;
  if (!Number.isInteger(n) || n < 0) {
    throw new CraftError('random.range', `permutation: expected a whole number from 0 on but received ${n}`);
  }
  const keys = drawIntegers('permutation', [n], device, 0, 2 ** 32);
  const out = emptyTensor([n], 'i32', device);
  if (n > 0) radixSort(keys, { rows: 1, columns: n, limit: 0 }, out).keys.dispose();
  keys.dispose();
  return out;
}

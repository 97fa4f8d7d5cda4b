import { emptyTensor, type Tensor } from '../../tensor.ts';
import { castInto } from '../cast/cast.ts';

/**
 * Calls `run` with f32 tensors in the place of f16 ones: what is read is widened before, what is written is narrowed
 * after. For kernels that come for f32 only; a tensor given twice stays one.
 */
export function widened<R>(
  reads: readonly Tensor[],
  writes: readonly Tensor[],
  run: (reads: readonly Tensor[], writes: readonly Tensor[]) => R,
): R {
  const stands = new Map<Tensor, Tensor>();
  const stand = (tensor: Tensor, make: () => Tensor): Tensor => {
    if (tensor.dtype !== 'f16') return tensor;
    const known = stands.get(tensor) ?? make();
    stands.set(tensor, known);
    return known;
  };
  const wideReads = reads.map((tensor) => stand(tensor, () => tensor.to('f32')));
  const wideWrites = writes.map((tensor) =>
    stand(tensor, () => emptyTensor(tensor.shape, 'f32', tensor.device)),
  );
  const result = run(wideReads, wideWrites);
  for (const tensor of new Set(writes)) {
    const wide = stands.get(tensor);
    if (wide) castInto(wide, tensor);
  }
  for (const wide of stands.values()) wide.dispose();
  return result;
}

import { CraftError } from '../../errors.ts';
import { formatShape } from '../../shape.ts';
import { emptyTensor, type Tensor } from '../../tensor.ts';
import { apply, defineOp, expectDType, input, launch, type TensorSpec } from '../op.ts';
import { groupedGemmKernel, groupedGemmWeightKernel } from './groupedGemm.ts';

function sizes(specs: readonly TensorSpec[]) {
  const x = input(specs, 0);
  const weight = input(specs, 1);
  const offsets = input(specs, 2);
  expectDType('groupedMatmul', 'x', x, 'f32');
  expectDType('groupedMatmul', 'weights', weight, 'f32');
  expectDType('groupedMatmul', 'offsets', offsets, 'i32');
  const [rows = 0, inner = 0] = x.shape;
  const [groups = 0, depth = 0, columns = 0] = weight.shape;
  const [bounds = 0] = offsets.shape;
  const fits = x.shape.length === 2 && weight.shape.length === 3 && inner === depth;
  if (!fits || offsets.shape.length !== 1 || (bounds !== groups && bounds !== groups + 1)) {
    throw new CraftError(
      'groupedMatmul.shape',
      `groupedMatmul: expected x [N, K], weights [E, K, M] and offsets [E] or [E + 1] but received ${formatShape(x.shape)}, ${formatShape(weight.shape)} and ${formatShape(offsets.shape)}`,
    );
  }
  return { rows, inner, columns, groups, starts: bounds === groups ? 0 : 1 };
}

export const groupedMatmulOp = defineOp<null>({
  name: 'groupedMatmul',
  kernels: [groupedGemmKernel, groupedGemmWeightKernel],
  outputs: (specs) => {
    const { rows, columns } = sizes(specs);
    return [{ shape: [rows, columns], dtype: 'f32' }];
  },
  forward: ({ inputs, outputs }) => {
    const { rows, inner, columns, groups, starts } = sizes(inputs);
    if (input(outputs, 0).size === 0) return;
    launch(groupedGemmKernel, inputs, outputs, { rows, n: columns, k: inner, groups, starts, transB: 0 });
  },
  backward: ({ inputs, needs }, gradient) => {
    const x = input(inputs, 0);
    const weight = input(inputs, 1);
    const offsets = input(inputs, 2);
    const { rows, inner, columns, groups, starts } = sizes(inputs);
    const made = (like: Tensor, run: (out: Tensor) => void) => {
      const out = emptyTensor(like.shape, 'f32', like.device);
      if (out.size > 0) run(out);
      return out;
    };
    const own = { rows, groups, starts };
    return [
      needs[0]
        ? made(x, (out) => {
            const size = { ...own, n: inner, k: columns, transB: 1 };
            launch(groupedGemmKernel, [gradient, weight, offsets], [out], size);
          })
        : null,
      needs[1]
        ? made(weight, (out) => {
            const size = { ...own, m: inner, n: columns };
            launch(groupedGemmWeightKernel, [x, gradient, offsets], [out], size);
          })
        : null,
      null,
    ];
  },
  flops: (specs) => {
    const { rows, inner, columns } = sizes(specs);
    return 2 * rows * inner * columns;
  },
});

/**
 * Each row times the matrix of its group, for mixtures of experts: x [N, K] sorted by group, weights
 * [E, K, M] → [N, M]. `offsets` (i32) says where groups lie: [E + 1] begins and ends, group e being rows
 * offsets[e] … offsets[e + 1] − 1, as `sortIds` makes them, or [E] ends, the first group beginning at row 0.
 * Rows outside all groups become 0. Nothing is read back: the device counts the rows. f32. Throws
 * `groupedMatmul.shape`.
 */
export function groupedMatmul(x: Tensor, weights: Tensor, offsets: Tensor): Tensor {
  return apply(groupedMatmulOp, [x, weights, offsets], null);
}

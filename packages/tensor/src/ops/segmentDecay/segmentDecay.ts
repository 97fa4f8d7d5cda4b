import { defineKernel } from '../../backend/kernel.ts';
import { CraftError } from '../../errors.ts';
import { formatShape, sizeOf } from '../../shape.ts';
import { emptyTensor, type Tensor } from '../../tensor.ts';
import { apply, defineOp, input, launch } from '../op.ts';
import { expectRows, rowsOf } from '../rows/rowKernel.ts';
import wgsl from './segmentDecay.wgsl';
import backwardWgsl from './segmentDecayBackward.wgsl';

/** The longest segment: what a workgroup holds of it. */
const longest = 256;

const params = { rows: 'u32', length: 'u32' } as const;
interface Sizes {
  readonly rows: number;
  readonly length: number;
}
const onCpu = {
  tasks: ({ rows }: Sizes) => rows,
  grain: ({ length }: Sizes) => Math.ceil(8192 / (length * length)),
};

const segmentDecayKernel = defineKernel({
  name: 'segmentDecay',
  reads: { x: 'f32' },
  writes: { out: 'f32' },
  params,
  wgsl,
  workgroups: ({ rows, length }) => Math.ceil((rows * length) / 64),
  ...onCpu,
});

const segmentDecayBackwardKernel = defineKernel({
  name: 'segmentDecayBackward',
  reads: { out: 'f32', gradient: 'f32' },
  writes: { dx: 'f32' },
  params,
  wgsl: backwardWgsl,
  workgroups: ({ rows }) => rows,
  ...onCpu,
});

function sizes(x: Parameters<typeof rowsOf>[0]): Sizes {
  const { rows, columns } = rowsOf(x);
  return { rows, length: columns };
}

export const segmentDecayOp = defineOp<null>({
  name: 'segmentDecay',
  kernels: [segmentDecayKernel, segmentDecayBackwardKernel],
  outputs: (specs) => {
    const x = input(specs, 0);
    expectRows('segmentDecay', x);
    const { length } = sizes(x);
    if (length > longest) {
      throw new CraftError(
        'segmentDecay.length',
        `segmentDecay: expected a last axis of at most ${longest} but received ${formatShape(x.shape)}`,
      );
    }
    return [{ shape: [...x.shape, length], dtype: 'f32' }];
  },
  forward: ({ inputs, outputs }) => launch(segmentDecayKernel, inputs, outputs, sizes(input(inputs, 0))),
  backward: ({ inputs, outputs }, gradient) => {
    const x = input(inputs, 0);
    const dx = emptyTensor(x.shape, 'f32', x.device);
    launch(segmentDecayBackwardKernel, [input(outputs, 0), gradient], [dx], sizes(x));
    return [dx];
  },
  flops: (specs) => {
    const { shape } = input(specs, 0);
    return 2 * sizeOf(shape) * (shape.at(-1) ?? 0);
  },
});

/**
 * What is left at step i of what entered at step j, where step k keeps e^(x_k): [..., L] →
 * [..., L, L] with e^(x_{j+1} + … + x_i) for j ≤ i and 0 above the diagonal (Dao and Gu 2024, the matrix L
 * of equation 4b, `exp(segsum(x))` in their listing 1). f32, L at most 256. Throws `segmentDecay.length`.
 */
export function segmentDecay(x: Tensor): Tensor {
  return apply(segmentDecayOp, [x], null);
}

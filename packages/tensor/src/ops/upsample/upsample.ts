import { defineKernel, type ElementType } from '../../backend/kernel.ts';
import { CraftError } from '../../errors.ts';
import { formatShape, sizeOf } from '../../shape.ts';
import { emptyTensor } from '../../tensor.ts';
import { defineOp, expectDType, input, launch, type TensorSpec } from '../op.ts';
import wgsl from './upsample.wgsl';
import backwardWgsl from './upsampleBackward.wgsl';
import forwardWgsl from './upsampleForward.wgsl';

/** Position i of the result lies at (i·rise + offset)/run of the source: whole numbers, so nothing is rounded. */
function upsampleKernel(
  name: string,
  reads: Readonly<Record<string, ElementType>>,
  writes: Readonly<Record<string, ElementType>>,
  own: string,
  back: boolean,
) {
  return defineKernel({
    name,
    reads,
    writes,
    params: {
      planes: 'u32',
      height: 'u32',
      width: 'u32',
      outHeight: 'u32',
      outWidth: 'u32',
      riseH: 'u32',
      offsetH: 'u32',
      runH: 'u32',
      riseW: 'u32',
      offsetW: 'u32',
      runW: 'u32',
      linear: 'u32',
    },
    wgsl: `${wgsl}\n${own}`,
    workgroups: ({ planes, height, width, outHeight, outWidth }) =>
      Math.ceil((planes * (back ? height * width : outHeight * outWidth)) / 256),
    tasks: ({ planes }) => planes,
    grain: ({ outHeight, outWidth }) => Math.ceil(8192 / (outHeight * outWidth + 1)),
  });
}

const forwardKernel = upsampleKernel('upsample', { x: 'f32' }, { out: 'f32' }, forwardWgsl, false);
const backwardKernel = upsampleKernel(
  'upsampleBackward',
  { gradient: 'f32' },
  { dx: 'f32' },
  backwardWgsl,
  true,
);

/** Which elements a position of the result mixes. */
export interface UpsampleAttributes {
  readonly size: readonly [number, number];
  readonly mode: 'nearest' | 'bilinear';
  readonly alignCorners: boolean;
}

function sizes(spec: TensorSpec, { size, mode, alignCorners }: UpsampleAttributes) {
  expectDType('upsample', 'x', spec, 'f32');
  const [batch = 0, channels = 0, height = 0, width = 0] = spec.shape;
  if (spec.shape.length !== 4 || height === 0 || width === 0) {
    throw new CraftError(
      'upsample.shape',
      `upsample: expected x [B, C, H, W] with H and W ≥ 1 but received ${formatShape(spec.shape)}`,
    );
  }
  const along = (length: number, out: number) => {
    if (mode === 'nearest') return { rise: length, offset: 0, run: out };
    if (!alignCorners) return { rise: 2 * length, offset: length - out, run: 2 * out };
    return out === 1 ? { rise: 0, offset: 0, run: 1 } : { rise: length - 1, offset: 0, run: out - 1 };
  };
  const [y, x] = [along(height, size[0]), along(width, size[1])];
  return {
    planes: batch * channels,
    height,
    width,
    outHeight: size[0],
    outWidth: size[1],
    riseH: y.rise,
    offsetH: y.offset,
    runH: y.run,
    riseW: x.rise,
    offsetW: x.offset,
    runW: x.run,
    linear: mode === 'bilinear' ? 1 : 0,
  };
}

export const upsampleOp = defineOp<UpsampleAttributes>({
  name: 'upsample',
  kernels: [forwardKernel, backwardKernel],
  outputs: (specs, attributes) => {
    const x = input(specs, 0);
    sizes(x, attributes);
    return [{ shape: [...x.shape.slice(0, 2), ...attributes.size], dtype: 'f32' }];
  },
  forward: ({ inputs, outputs, attributes }) =>
    launch(forwardKernel, inputs, outputs, sizes(input(inputs, 0), attributes)),
  backward: ({ inputs, attributes }, gradient) => {
    const x = input(inputs, 0);
    const dx = emptyTensor(x.shape, 'f32', x.device);
    launch(backwardKernel, [gradient], [dx], sizes(x, attributes));
    return [dx];
  },
  flops: ([x], { size, mode }) =>
    x && mode === 'bilinear' ? 8 * sizeOf([...x.shape.slice(0, 2), ...size]) : 0,
});

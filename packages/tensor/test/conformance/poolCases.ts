/** Windows over images, for the references of pooling. */
import type { Shape } from '../../src/index.ts';
import type { Pair } from './convReference.ts';

/** A window: the values inside the image, and how many elements it has in all, the padding included. */
export interface Window {
  readonly values: readonly number[];
  readonly padded: number;
}

export interface WindowPlan {
  readonly kernel: Pair;
  readonly stride: Pair;
  readonly padding: Pair;
  readonly dilation: Pair;
}

/** Elements of an axis that window i looks at, without those outside, and their number with the padding. */
function along(length: number, i: number, axis: 0 | 1, plan: WindowPlan): [number[], number] {
  const { kernel, stride, padding, dilation } = plan;
  const taps = Array.from(
    { length: kernel[axis] },
    (_, k) => i * stride[axis] - padding[axis] + k * dilation[axis],
  );
  const padded = taps.filter((at) => at < length + padding[axis]).length;
  return [taps.filter((at) => at >= 0 && at < length), padded];
}

/** f of every window of `plan` over x, in the order of the result's elements. */
export function pooled(
  x: Float64Array,
  shape: Shape,
  out: Pair,
  plan: WindowPlan,
  f: (window: Window) => number,
): Float64Array {
  return overWindows(x, shape, out, (length, i, axis) => along(length, i, axis, plan), f);
}

/** f of every window of as many as `out` says. */
export function adaptivelyPooled(
  x: Float64Array,
  shape: Shape,
  out: Pair,
  f: (window: Window) => number,
): Float64Array {
  const span = (length: number, i: number, axis: 0 | 1): [number[], number] => {
    const first = Math.floor((i * length) / out[axis]);
    const last = Math.ceil(((i + 1) * length) / out[axis]);
    return [Array.from({ length: last - first }, (_, k) => first + k), last - first];
  };
  return overWindows(x, shape, out, span, f);
}

function overWindows(
  x: Float64Array,
  [batch = 0, channels = 0, height = 0, width = 0]: Shape,
  [outHeight, outWidth]: Pair,
  span: (length: number, i: number, axis: 0 | 1) => [number[], number],
  f: (window: Window) => number,
): Float64Array {
  const result: number[] = [];
  for (let plane = 0; plane < batch * channels; plane++) {
    for (let i = 0; i < outHeight; i++) {
      const [rows, high] = span(height, i, 0);
      for (let j = 0; j < outWidth; j++) {
        const [columns, wide] = span(width, j, 1);
        const values = rows.flatMap((y) => columns.map((c) => x[(plane * height + y) * width + c] ?? NaN));
        result.push(f({ values, padded: high * wide }));
      }
    }
  }
  return Float64Array.from(result);
}

/** A number for both axes, or one each. */
export function both(value: number | readonly [number, number]): Pair {
  return typeof value === 'number' ? [value, value] : value;
}

/** Windows along an axis, by PyTorch's rule. */
export function windowCount(length: number, axis: 0 | 1, plan: WindowPlan, ceilMode = false): number {
  const { kernel, stride, padding, dilation } = plan;
  const steps = (length + 2 * padding[axis] - dilation[axis] * (kernel[axis] - 1) - 1) / stride[axis];
  if (!ceilMode) return Math.floor(steps) + 1;
  const count = Math.ceil(steps) + 1;
  return (count - 1) * stride[axis] >= length + padding[axis] ? count - 1 : count;
}

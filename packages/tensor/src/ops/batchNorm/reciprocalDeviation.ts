import type { Tensor } from '../../tensor.ts';
import { unaryKernel } from '../elementwise/unary.ts';
import { launch } from '../op.ts';

export const reciprocalDeviationKernel = unaryKernel(
  'reciprocalDeviation',
  'fn apply(x: vec4f) -> vec4f { return 1.0 / sqrt(x + params.eps); }',
  { eps: 'f32' },
);

/** out = 1 / √(variance + eps). */
export function reciprocalDeviation(variance: Tensor, out: Tensor, eps: number): void {
  launch(reciprocalDeviationKernel, [variance], [out], { n: out.size, eps });
}

import { defineKernel } from '../../backend/kernel.ts';
import { sizeOf } from '../../shape.ts';
import { emptyTensor, type Tensor } from '../../tensor.ts';
import { scaled } from '../affine/affine.ts';
import type { Reduction } from '../crossEntropy/crossEntropy.ts';
import { mul } from '../mul/mul.ts';
import { defineOp, input, launch } from '../op.ts';
import { sumKernel } from '../sum/sum.ts';
import { lossOutputs, lossShare, reduceLosses } from './lossReduction.ts';
import wgsl from './pointwiseLoss.wgsl';
import backwardWgsl from './pointwiseLossBackward.wgsl';

/** What such a loss is told: how to put the losses together, the function's own number, and a factor. */
export interface PointwiseLossAttributes {
  readonly reduction: Reduction;
  readonly setting: number;
  readonly factor: number;
}

/**
 * An op for a loss that looks at one element of x and of targets at a time. `functions` is WGSL:
 * `fn loss(x: vec4f, t: vec4f) -> vec4f` and its derivative by x, `slope`; both see `params.setting`. The
 * CPU bodies are `name(x, targets, out, n, setting, factor, start, end)` and
 * `nameBackward(x, targets, gradient, dx, n, setting, factor, single, start, end)` over tasks of 1,024
 * elements. `targetSlope` is the loss's derivative by the targets, 'opposite' where it depends on x − t only.
 */
export function pointwiseLossOp(
  name: string,
  functions: string,
  targetSlope: 'opposite' | ((x: Tensor, targets: Tensor, setting: number) => Tensor),
) {
  const forward = defineKernel({
    name,
    reads: { x: 'vec4<f32>', targets: 'vec4<f32>' },
    writes: { out: 'vec4<f32>' },
    params: { n: 'u32', setting: 'f32', factor: 'f32' },
    wgsl: `${functions}\n${wgsl}`,
    workgroups: ({ n }) => Math.ceil(n / 1024),
    tasks: ({ n }) => Math.ceil(n / 1024),
    grain: () => 8,
  });
  const backward = defineKernel({
    name: `${name}Backward`,
    reads: { x: 'vec4<f32>', targets: 'vec4<f32>', gradient: 'vec4<f32>' },
    writes: { dx: 'vec4<f32>' },
    params: { n: 'u32', setting: 'f32', factor: 'f32', single: 'u32' },
    wgsl: `${functions}\n${backwardWgsl}`,
    workgroups: ({ n }) => Math.ceil(n / 1024),
    tasks: ({ n }) => Math.ceil(n / 1024),
    grain: () => 8,
  });
  return defineOp<PointwiseLossAttributes>({
    name,
    kernels: [forward, backward, sumKernel],
    outputs: (specs, { reduction }) => lossOutputs(name, specs, reduction),
    forward: ({ inputs, outputs, attributes: { reduction, setting, factor } }) => {
      const [x, targets] = [input(inputs, 0), input(inputs, 1)];
      reduceLosses(x, input(outputs, 0), reduction, (losses) => {
        launch(forward, [x, targets], [losses], { n: x.size, setting, factor });
      });
    },
    backward: ({ inputs, needs, attributes: { reduction, setting, factor } }, gradient) => {
      const [x, targets] = [input(inputs, 0), input(inputs, 1)];
      const share = lossShare(x, reduction);
      const scale = factor * share.factor;
      const run = (by: number): Tensor => {
        const slope = emptyTensor(x.shape, 'f32', x.device);
        const params = { n: x.size, setting, factor: by, single: share.single };
        launch(backward, [x, targets, gradient], [slope], params);
        return slope;
      };
      const forTargets = (): Tensor => {
        if (targetSlope === 'opposite') return run(-scale);
        const slope = targetSlope(x, targets, setting);
        const incoming = scaled(gradient, scale);
        const result = mul(slope, incoming);
        slope.dispose();
        incoming.dispose();
        return result;
      };
      return [needs[0] ? run(scale) : null, needs[1] ? forTargets() : null];
    },
    flops: ([x]) => (x ? 4 * sizeOf(x.shape) : 0),
  });
}

import { defineKernel } from '../../backend/kernel.ts';
import { CraftError } from '../../errors.ts';
import { formatShape, sizeOf, type Shape } from '../../shape.ts';
import { emptyTensor, type Tensor } from '../../tensor.ts';
import type { Reduction } from '../crossEntropy/crossEntropy.ts';
import { apply, defineOp, expectDType, input, launch } from '../op.ts';
import logOnePlusWgsl from '../log1p/logOnePlus.wgsl';
import { lossOutputs, lossShare, reduceLosses } from '../pointwiseLoss/lossReduction.ts';
import { sumKernel } from '../sum/sum.ts';
import functions from './binaryCrossEntropy.wgsl';
import backwardWgsl from './binaryCrossEntropyBackward.wgsl';
import forwardWgsl from './binaryCrossEntropyForward.wgsl';

/** The weight of element i is weights[i % period], or `weight` where the period is 0. */
const binaryCrossEntropyKernel = defineKernel({
  name: 'binaryCrossEntropy',
  reads: { x: 'vec4<f32>', targets: 'vec4<f32>', weights: 'f32' },
  writes: { out: 'vec4<f32>' },
  params: { n: 'u32', weight: 'f32', period: 'u32' },
  wgsl: `${logOnePlusWgsl}\n${functions}\n${forwardWgsl}`,
  workgroups: ({ n }) => Math.ceil(n / 1024),
  tasks: ({ n }) => Math.ceil(n / 1024),
  grain: () => 4,
});

/** The gradient of x, or with `byTargets` that of the targets. */
const binaryCrossEntropyBackwardKernel = defineKernel({
  name: 'binaryCrossEntropyBackward',
  reads: { x: 'vec4<f32>', targets: 'vec4<f32>', weights: 'f32', gradient: 'vec4<f32>' },
  writes: { dx: 'vec4<f32>' },
  params: { n: 'u32', weight: 'f32', period: 'u32', factor: 'f32', single: 'u32', byTargets: 'u32' },
  wgsl: `${logOnePlusWgsl}\n${functions}\n${backwardWgsl}`,
  workgroups: ({ n }) => Math.ceil(n / 1024),
  tasks: ({ n }) => Math.ceil(n / 1024),
  grain: () => 4,
});

interface BinaryCrossEntropyAttributes {
  readonly reduction: Reduction;
  /** Of the positive class, where it is one number for all. */
  readonly weight: number;
}

export const binaryCrossEntropyOp = defineOp<BinaryCrossEntropyAttributes>({
  name: 'binaryCrossEntropy',
  kernels: [binaryCrossEntropyKernel, binaryCrossEntropyBackwardKernel, sumKernel],
  outputs: (specs, { reduction }) => {
    const outputs = lossOutputs('binaryCrossEntropy', specs, reduction);
    const weights = specs[2];
    if (weights) {
      expectDType('binaryCrossEntropy', 'posWeight', weights, 'f32');
      if (!endsWith(input(specs, 0).shape, weights.shape)) {
        throw new CraftError(
          'shape.mismatch',
          `binaryCrossEntropy: expected posWeight of the last axes of ${formatShape(input(specs, 0).shape)} but received ${formatShape(weights.shape)}`,
        );
      }
    }
    return outputs;
  },
  forward: ({ inputs, outputs, attributes: { reduction, weight } }) => {
    const [x, targets, weights] = [input(inputs, 0), input(inputs, 1), inputs[2]];
    reduceLosses(x, input(outputs, 0), reduction, (losses) => {
      const params = { n: x.size, weight, period: weights?.size ?? 0 };
      launch(binaryCrossEntropyKernel, [x, targets, weights ?? x], [losses], params);
    });
  },
  backward: ({ inputs, needs, attributes: { reduction, weight } }, gradient) => {
    const [x, targets, weights] = [input(inputs, 0), input(inputs, 1), inputs[2]];
    const run = (byTargets: number): Tensor => {
      const dx = emptyTensor(x.shape, 'f32', x.device);
      launch(binaryCrossEntropyBackwardKernel, [x, targets, weights ?? x, gradient], [dx], {
        n: x.size,
        weight,
        period: weights?.size ?? 0,
        ...lossShare(x, reduction),
        byTargets,
      });
      return dx;
    };
    return [needs[0] ? run(0) : null, needs[1] ? run(1) : null, null];
  },
  flops: ([x]) => (x ? 10 * sizeOf(x.shape) : 0),
});

/** Whether `end` is what `shape` ends with. */
function endsWith(shape: Shape, end: Shape): boolean {
  const skipped = shape.length - end.length;
  return skipped >= 0 && end.every((length, axis) => length === shape[axis + skipped]);
}

/**
 * Binary cross-entropy in nats of logits x against probabilities: −p·t·log σ(x) − (1 − t)·log(1 − σ(x)), put
 * together by `reduction`: 'mean' over all elements (default), 'sum', or 'none'. `posWeight` p weighs the
 * positive class: a number (default 1), or f32 [C] (or more of x's last axes), which gets no gradient. x and
 * targets f32 of one shape [..., C] → [] or [..., C]. Computed from |x|, so that no logit overflows. Throws
 * `shape.mismatch`.
 */
export function binaryCrossEntropy(
  x: Tensor,
  targets: Tensor,
  options: { readonly reduction?: Reduction; readonly posWeight?: number | Tensor } = {},
): Tensor {
  const { reduction = 'mean', posWeight = 1 } = options;
  if (typeof posWeight === 'number') {
    return apply(binaryCrossEntropyOp, [x, targets], { reduction, weight: posWeight });
  }
  return apply(binaryCrossEntropyOp, [x, targets, posWeight], { reduction, weight: 1 });
}

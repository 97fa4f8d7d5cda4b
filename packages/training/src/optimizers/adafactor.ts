import { defineComponent } from '@craft/config';
import {
  clamp,
  derive,
  globalNorm,
  lerpInto,
  sgdStep,
  type Scalar,
  type Shape,
  type Tensor,
} from '@craft/tensor';
import * as v from 'valibot';
import { GroupedOptimizer } from './groupedOptimizer.ts';
import type { Optimizer, OptimizerContext } from './optimizer.ts';
import { decoupledDecayOption, learningRateOption, positiveOption } from './options.ts';
import { groupsOption, parameterGroups, type ParameterGroup } from './parameterGroups.ts';
import type { UpdateRule } from './updateRule.ts';

/** Options of `Adafactor`, the same for all groups. */
export interface AdafactorOptions {
  /** The mean square of the t-th update takes over t^(−beta2Decay) of the new gradient's. */
  readonly beta2Decay: number;
  /** Smallest root mean square of a gradient that is divided by. */
  readonly eps1: number;
  /** Smallest root mean square of a parameter that its step is in proportion to. */
  readonly eps2: number;
  /** Longest root mean square of an update, before the learning rate. */
  readonly clipThreshold: number;
}

/**
 * Adafactor (Shazeer and Stern, arXiv 1804.04235, algorithms 4 and 5), as torch.optim.Adafactor: of the mean squares
 * of a matrix's gradient it keeps only those of rows and columns, and steps are in proportion to the parameter's own
 * size. The learning rate is the most that a step may be relative to the parameter; 1/√t is another bound.
 */
export class Adafactor extends GroupedOptimizer {
  constructor(groups: readonly ParameterGroup[], options: AdafactorOptions) {
    const rule = adafactorRule(options);
    super('adafactor', groups, () => rule);
  }
}

function adafactorRule({ beta2Decay, eps1, eps2, clipThreshold }: AdafactorOptions): UpdateRule {
  return {
    memory: ({ shape }): Record<string, Shape> =>
      shape.length < 2
        ? { variance: shape }
        : { rows: [...shape.slice(0, -1), 1], columns: [...shape.slice(0, -2), 1, ...shape.slice(-1)] },
    update({ parameter, gradient, gradientScale, memory, learningRate, weightDecay, step }) {
      if (parameter.size === 0) return;
      const own = gradientScale ? gradient.mul(gradientScale) : gradient;
      const fresh = derive([step], (t) => t ** -beta2Decay);
      const squares =
        parameter.rank < 2
          ? meanSquares(memory('variance'), own, fresh)
          : factoredMeanSquares(memory('rows'), memory('columns'), own, { fresh, eps1 });
      const direction = own.mul(clamp(squares, eps1 * eps1).rsqrt());
      // max(eps2, rms(p)) · min(lr, 1/√t) / max(1, rms(direction) / clipThreshold)
      const length = clamp(rootMeanSquare(direction).mul(1 / clipThreshold), 1);
      const rate = derive([learningRate, step], (lr, t) => Math.min(lr, 1 / Math.sqrt(t)));
      const stepSize = clamp(rootMeanSquare(parameter), eps2).mul(rate).div(length);
      sgdStep(parameter, direction, null, {
        learningRate: 1,
        weightDecay: derive([learningRate], (lr) => lr * weightDecay),
        gradScale: stepSize,
      });
    },
  };
}

function meanSquares(variance: Tensor, gradient: Tensor, fresh: number | Scalar): Tensor {
  lerpInto(variance, gradient.square(), fresh);
  return variance;
}

/** [..., M, N] from the means of rows [..., M, 1] and columns [..., 1, N]. */
function factoredMeanSquares(
  rows: Tensor,
  columns: Tensor,
  gradient: Tensor,
  { fresh, eps1 }: { readonly fresh: number | Scalar; readonly eps1: number },
): Tensor {
  const squares = gradient.square();
  lerpInto(rows, squares.mean(-1, { keepDims: true }), fresh);
  lerpInto(columns, squares.mean(-2, { keepDims: true }), fresh);
  return rows.div(clamp(rows.mean(-2, { keepDims: true }), eps1)).mul(columns);
}

function rootMeanSquare(x: Tensor): Tensor {
  return globalNorm([x]).mul(1 / Math.sqrt(x.size));
}

export const adafactorComponent = defineComponent({
  kind: 'optimizer',
  name: 'adafactor',
  description: 'Mean squares of rows and columns only, steps in proportion to the weights: nearly no memory',
  schema: v.strictObject({
    learningRate: learningRateOption(1e-2),
    beta2Decay: positiveOption(0.8, 'How fast the mean squares become slow: they take over t^-beta2Decay'),
    eps1: positiveOption(1.1920929e-7, 'Smallest root mean square of a gradient that is divided by'),
    eps2: positiveOption(1e-3, 'Smallest root mean square of a parameter that its step is in proportion to'),
    clipThreshold: v.optional(
      v.pipe(v.number(), v.finite(), v.minValue(1), v.description('Longest root mean square of an update')),
      1,
    ),
    weightDecay: decoupledDecayOption(0),
    groups: groupsOption,
  }),
  create: (options, { parameters }: OptimizerContext): Optimizer =>
    new Adafactor(parameterGroups(parameters, options), options),
});

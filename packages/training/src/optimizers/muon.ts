import { defineComponent } from '@craft/config';
import { derive, lerpInto, newtonSchulz, sgdStep, type Tensor } from '@craft/tensor';
import * as v from 'valibot';
import { adamRule, type AdamWOptions } from './adamW.ts';
import { GroupedOptimizer } from './groupedOptimizer.ts';
import { namePatterns } from './namePattern.ts';
import type { Optimizer, OptimizerContext } from './optimizer.ts';
import { decoupledDecayOption, learningRateOption, positiveOption, shareOption } from './options.ts';
import { groupsOption, parameterGroups, type ParameterGroup } from './parameterGroups.ts';
import type { UpdateRule } from './updateRule.ts';

/** How long a step is for a matrix of some shape. */
export type MuonScaling =
  /** 0.2·√max(rows, columns): as long as a step of AdamW, whose learning rate then fits (arXiv 2502.16982, eq. 4). */
  | 'matchRmsAdamW'
  /** √max(1, rows / columns), as the author of Muon has it; its learning rates are about 0.02. */
  | 'original';

/** Options of `Muon`, the same for all groups. */
export interface MuonOptions {
  readonly momentum: number;
  readonly nesterov: boolean;
  readonly scaling: MuonScaling;
  /** Iterations that make a momentum nearly orthogonal. */
  readonly newtonSchulzSteps: number;
  /** For everything that is not a hidden matrix. */
  readonly adamW: AdamWOptions;
  /** Names of matrices that AdamW updates as well: embeddings and heads. */
  readonly adamWFor: string | readonly string[];
}

/**
 * Muon (Jordan et al. 2024, "Muon: an optimizer for hidden layers in neural networks"), as torch.optim.Muon: the
 * momentum of a hidden matrix, made nearly orthogonal, is the direction of its step; weight decay is decoupled.
 * Vectors, embeddings and heads are updated by AdamW. A parameter of rank 3 is a batch of matrices, one of rank 4
 * (a convolution's) a matrix with a row for each output channel, as in the author's code. The iteration runs in f32,
 * where theirs runs in bf16.
 */
export class Muon extends GroupedOptimizer {
  constructor(groups: readonly ParameterGroup[], options: MuonOptions) {
    const hidden = muonRule(options);
    const rest = adamRule(options.adamW, { decoupled: true });
    const excluded = namePatterns(options.adamWFor);
    super('muon', groups, (name, { rank }) => (rank < 2 || rank > 4 || excluded(name) ? rest : hidden));
  }
}

function muonRule({ momentum, nesterov, scaling, newtonSchulzSteps }: MuonOptions): UpdateRule {
  return {
    memory: ({ shape }) => ({ momentum: shape }),
    update({ parameter, gradient, gradientScale, memory, learningRate, weightDecay }) {
      const mean = memory('momentum');
      const own = gradientScale ? gradient.mul(gradientScale) : gradient;
      lerpInto(mean, own, 1 - momentum);
      const ahead = nesterov ? own.mul(1 - momentum).add(mean.mul(momentum)) : mean;
      const direction = newtonSchulz(asMatrices(ahead), newtonSchulzSteps).reshape(parameter.shape);
      const scale = scaleOf(parameter, scaling);
      // p ← p − lr·scale·(direction + λ/scale·p): the decay is that of the unscaled rate.
      sgdStep(parameter, direction, null, {
        learningRate: derive([learningRate], (rate) => rate * scale),
        weightDecay: weightDecay / scale,
      });
    },
  };
}

/** [O, I, H, W] → [O, I·H·W]; matrices and batches of them stay. */
function asMatrices(x: Tensor): Tensor {
  const [rows = 1] = x.shape;
  return x.rank === 4 ? x.reshape([rows, x.size / rows]) : x;
}

function scaleOf({ shape }: Tensor, scaling: MuonScaling): number {
  const [rows = 1, columns = 1] = shape.slice(-2);
  return scaling === 'original'
    ? Math.sqrt(Math.max(1, rows / columns))
    : 0.2 * Math.sqrt(Math.max(rows, columns));
}

export const muonComponent = defineComponent({
  kind: 'optimizer',
  name: 'muon',
  description: 'Orthogonal steps for hidden matrices, AdamW for embeddings, heads, norms and biases',
  schema: v.strictObject({
    learningRate: learningRateOption(1e-3),
    momentum: shareOption(0.95, 'How slowly the mean of the gradients forgets'),
    nesterov: v.optional(v.pipe(v.boolean(), v.description('Look ahead along the momentum')), true),
    scaling: v.optional(
      v.pipe(
        v.picklist(['matchRmsAdamW', 'original']),
        v.description(
          'matchRmsAdamW: steps as long as AdamW’s, one learning rate for both; original: the author’s, for rates about 0.02',
        ),
      ),
      'matchRmsAdamW',
    ),
    newtonSchulzSteps: v.optional(
      v.pipe(
        v.number(),
        v.integer(),
        v.minValue(1),
        v.maxValue(20),
        v.description('Iterations towards an orthogonal step'),
      ),
      5,
    ),
    weightDecay: decoupledDecayOption(0.1),
    adamWFor: v.optional(
      v.pipe(
        v.array(v.string()),
        v.description('Names of matrices that AdamW updates, with * for any characters'),
      ),
      ['*mbed*', 'head.*', '*.head.*', '*classifier*'],
    ),
    beta1: shareOption(0.9, 'AdamW: how slowly the mean of the gradients forgets'),
    beta2: shareOption(0.95, 'AdamW: how slowly the mean of their squares forgets'),
    eps: positiveOption(1e-8, 'AdamW: added to the divisor, against division by 0'),
    groups: groupsOption,
  }),
  create: (options, { parameters }: OptimizerContext): Optimizer =>
    new Muon(parameterGroups(parameters, options), { ...options, adamW: options }),
});

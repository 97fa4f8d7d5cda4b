import { defineComponent } from '@craft/config';
import { adamwStep } from '@craft/tensor';
import * as v from 'valibot';
import { GroupedOptimizer } from './groupedOptimizer.ts';
import type { Optimizer, OptimizerContext } from './optimizer.ts';
import { decoupledDecayOption, learningRateOption, positiveOption, shareOption } from './options.ts';
import { groupsOption, parameterGroups, type ParameterGroup } from './parameterGroups.ts';
import type { UpdateRule } from './updateRule.ts';

/** Options of `AdamW` and `Adam`, the same for all groups. */
export interface AdamWOptions {
  readonly beta1: number;
  readonly beta2: number;
  readonly eps: number;
}

/**
 * Adam with decoupled weight decay (Loshchilov and Hutter, arXiv 1711.05101, algorithm 2), as PyTorch's AdamW:
 * p ← p − lr·λ·p, then p ← p − lr·m̂ / (√v̂ + ε).
 */
export class AdamW extends GroupedOptimizer {
  constructor(groups: readonly ParameterGroup[], options: AdamWOptions) {
    const rule = adamRule(options, { decoupled: true });
    super('adamw', groups, () => rule);
  }
}

/** The rule of AdamW; with the decay as part of the gradient, that of Adam. */
export function adamRule(
  { beta1, beta2, eps }: AdamWOptions,
  { decoupled }: { readonly decoupled: boolean },
): UpdateRule {
  return {
    memory: ({ shape }) => ({ m: shape, v: shape }),
    update: ({
      parameter,
      gradient,
      gradientScale,
      memory,
      learningRate,
      weightDecay,
      step,
      skippedUpdates,
    }) =>
      adamwStep(parameter, gradient, memory('m'), memory('v'), {
        beta1,
        beta2,
        eps,
        learningRate,
        weightDecay: decoupled ? weightDecay : 0,
        penalty: decoupled ? 0 : weightDecay,
        step,
        skipped: skippedUpdates,
        gradScale: gradientScale,
      }),
  };
}

/** The options that Adam and AdamW have in common. */
export const adamEntries = (beta2: number) => ({
  beta1: shareOption(0.9, 'How slowly the mean of the gradients forgets'),
  beta2: shareOption(beta2, 'How slowly the mean of their squares forgets'),
  eps: positiveOption(1e-8, 'Added to the divisor, against division by 0'),
});

export const adamwComponent = defineComponent({
  kind: 'optimizer',
  name: 'adamw',
  description: 'Adam with decoupled weight decay on matrices; biases and norms do not decay',
  schema: v.strictObject({
    learningRate: learningRateOption(1e-3),
    ...adamEntries(0.99),
    weightDecay: decoupledDecayOption(0.1),
    groups: groupsOption,
  }),
  create: (options, { parameters }: OptimizerContext): Optimizer =>
    new AdamW(parameterGroups(parameters, options), options),
});

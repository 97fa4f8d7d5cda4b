import { defineComponent } from '@craft/config';
import { lionStep } from '@craft/tensor';
import * as v from 'valibot';
import { GroupedOptimizer } from './groupedOptimizer.ts';
import type { Optimizer, OptimizerContext } from './optimizer.ts';
import { decoupledDecayOption, learningRateOption, shareOption } from './options.ts';
import { groupsOption, parameterGroups, type ParameterGroup } from './parameterGroups.ts';

/** Options of `Lion`, the same for all groups. */
export interface LionRuleOptions {
  readonly beta1: number;
  readonly beta2: number;
}

/**
 * Lion (Chen et al. 2023, "Symbolic discovery of optimization algorithms", algorithm 2): every number moves by the
 * learning rate, up or down. Half of AdamW's memory. The authors advise a learning rate 3 to 10 times smaller than
 * AdamW's and a weight decay as many times larger.
 */
export class Lion extends GroupedOptimizer {
  constructor(groups: readonly ParameterGroup[], { beta1, beta2 }: LionRuleOptions) {
    super('lion', groups, () => ({
      memory: ({ shape }) => ({ m: shape }),
      update: ({ parameter, gradient, gradientScale, memory, learningRate, weightDecay }) =>
        lionStep(parameter, gradient, memory('m'), {
          learningRate,
          beta1,
          beta2,
          weightDecay,
          gradScale: gradientScale,
        }),
    }));
  }
}

export const lionComponent = defineComponent({
  kind: 'optimizer',
  name: 'lion',
  description: 'The sign of a momentum, with decoupled weight decay; half of AdamW’s memory',
  schema: v.strictObject({
    learningRate: learningRateOption(1e-4),
    beta1: shareOption(0.9, 'Share of the momentum in the direction of a step'),
    beta2: shareOption(0.99, 'How slowly the momentum forgets'),
    weightDecay: decoupledDecayOption(1),
    groups: groupsOption,
  }),
  create: (options, { parameters }: OptimizerContext): Optimizer =>
    new Lion(parameterGroups(parameters, options), options),
});

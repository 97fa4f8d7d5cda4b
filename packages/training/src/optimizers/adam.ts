import { defineComponent } from '@craft/config';
import * as v from 'valibot';
import { adamEntries, adamRule, type AdamWOptions } from './adamW.ts';
import { GroupedOptimizer } from './groupedOptimizer.ts';
import type { Optimizer, OptimizerContext } from './optimizer.ts';
import { learningRateOption, penaltyOption } from './options.ts';
import { groupsOption, parameterGroups, type ParameterGroup } from './parameterGroups.ts';

/**
 * Adam (Kingma and Ba, arXiv 1412.6980, algorithm 1), as torch.optim.Adam: weight decay is λ·p added to the gradient,
 * so that it is divided by √v̂ as well. `AdamW` keeps the two apart, which is nearly always better.
 */
export class Adam extends GroupedOptimizer {
  constructor(groups: readonly ParameterGroup[], options: AdamWOptions) {
    const rule = adamRule(options, { decoupled: false });
    super('adam', groups, () => rule);
  }
}

export const adamComponent = defineComponent({
  kind: 'optimizer',
  name: 'adam',
  description: 'Adam as it was first published; weight decay, if any, is part of the gradient',
  schema: v.strictObject({
    learningRate: learningRateOption(1e-3),
    ...adamEntries(0.999),
    weightDecay: penaltyOption(),
    groups: groupsOption,
  }),
  create: (options, { parameters }: OptimizerContext): Optimizer =>
    new Adam(parameterGroups(parameters, options), options),
});

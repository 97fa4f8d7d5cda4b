import { defineComponent } from '@craft/config';
import { sgdStep } from '@craft/tensor';
import * as v from 'valibot';
import { GroupedOptimizer } from './groupedOptimizer.ts';
import type { Optimizer, OptimizerContext } from './optimizer.ts';
import { learningRateOption, penaltyOption, shareOption } from './options.ts';
import { groupsOption, parameterGroups, type ParameterGroup } from './parameterGroups.ts';
import type { UpdateRule } from './updateRule.ts';

/** Options of `SGD`, the same for all groups. */
export interface SGDOptions {
  /** How much of the velocity is kept; 0 needs no memory. */
  readonly momentum: number;
  /** The gradient's share that does not enter the velocity, from the second update on. */
  readonly dampening: number;
  /** Step along gradient + momentum · velocity. Needs momentum, and no dampening. */
  readonly nesterov: boolean;
}

/**
 * Stochastic gradient descent with momentum (Sutskever et al. 2013), as torch.optim.SGD: weight decay is λ·p added to
 * the gradient, and the learning rate is outside the velocity. Throws `sgd.nesterov` on its first update for Nesterov
 * momentum without momentum or with dampening.
 */
export class SGD extends GroupedOptimizer {
  constructor(groups: readonly ParameterGroup[], options: SGDOptions) {
    const rule = sgdRule(options);
    super('sgd', groups, () => rule);
  }
}

function sgdRule({ momentum, dampening, nesterov }: SGDOptions): UpdateRule {
  return {
    memory: ({ shape }): Record<string, typeof shape> => (momentum === 0 ? {} : { velocity: shape }),
    update: ({ parameter, gradient, gradientScale, memory, learningRate, weightDecay, step }) =>
      sgdStep(parameter, gradient, momentum === 0 ? null : memory('velocity'), {
        learningRate,
        momentum,
        dampening,
        nesterov,
        weightDecay,
        step,
        gradScale: gradientScale,
      }),
  };
}

export const sgdComponent = defineComponent({
  kind: 'optimizer',
  name: 'sgd',
  description: 'Stochastic gradient descent, with momentum (Nesterov’s too) or without',
  schema: v.pipe(
    v.strictObject({
      learningRate: learningRateOption(0.1),
      momentum: shareOption(0.9, 'How much of the velocity is kept; 0: none, and no memory for it'),
      dampening: shareOption(0, 'The share of the gradient that does not enter the velocity'),
      nesterov: v.optional(
        v.pipe(v.boolean(), v.description('Look ahead along the velocity: needs momentum, no dampening')),
        false,
      ),
      weightDecay: penaltyOption(),
      groups: groupsOption,
    }),
    v.forward(
      v.partialCheck(
        [['nesterov'], ['momentum'], ['dampening']],
        ({ nesterov, momentum, dampening }) => !nesterov || (momentum > 0 && dampening === 0),
        ({ input }) =>
          `expected nesterov with momentum and without dampening but received momentum ${String(input.momentum)}, dampening ${String(input.dampening)}`,
      ),
      ['nesterov'],
    ),
  ),
  create: (options, { parameters }: OptimizerContext): Optimizer =>
    new SGD(parameterGroups(parameters, options), options),
});

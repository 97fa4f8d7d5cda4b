import { CraftError } from '@craft/config';
import {
  derive,
  fillInto,
  hostEffect,
  noGrad,
  scope,
  variable,
  zeros,
  type Tensor,
  type Variable,
} from '@craft/tensor';
import type { HostTensor } from '../trainableModel.ts';
import type { Optimizer, OptimizerState, SavedOptimizerState, UpdateOptions } from './optimizer.ts';
import type { ParameterGroup } from './parameterGroups.ts';
import type { UpdateRule } from './updateRule.ts';

/** What belongs to one parameter. */
interface Entry {
  readonly parameter: Tensor;
  readonly group: ParameterGroup;
  readonly rule: UpdateRule;
  readonly memory: ReadonlyMap<string, Tensor>;
  /** Updates made. */
  readonly updates: Variable;
}

/**
 * An optimizer over groups of parameters: it holds what the rules remember, and saves and loads it. A parameter
 * without a gradient stays as it is, and so does its count of updates.
 */
export abstract class GroupedOptimizer implements Optimizer {
  readonly name: string;
  readonly parameters: ReadonlyMap<string, Tensor>;
  readonly #entries = new Map<string, Entry>();

  /** @param ruleFor The rule of each parameter; called once for each. */
  constructor(
    name: string,
    groups: readonly ParameterGroup[],
    ruleFor: (name: string, parameter: Tensor) => UpdateRule,
  ) {
    this.name = name;
    this.parameters = new Map(groups.flatMap(({ parameters }) => [...parameters]));
    for (const group of groups) {
      for (const [parameterName, parameter] of group.parameters) {
        const rule = ruleFor(parameterName, parameter);
        const { device } = parameter;
        const memory = new Map(
          Object.entries(rule.memory(parameter)).map(([what, shape]) => [
            what,
            zeros(shape, { device }).keep(),
          ]),
        );
        this.#entries.set(parameterName, { parameter, group, rule, memory, updates: variable(0) });
      }
    }
  }

  update({ learningRate, gradientScale, skippedUpdates }: UpdateOptions): void {
    scope(() =>
      noGrad(() => {
        for (const { parameter, group, rule, memory, updates } of this.#entries.values()) {
          const { grad: gradient } = parameter;
          if (!gradient) continue;
          hostEffect(() => void updates.value++);
          const { weightDecay, learningRateScale = 1 } = group;
          scope(() =>
            rule.update({
              parameter,
              gradient,
              gradientScale,
              memory: (what) => memory.get(what) as Tensor,
              learningRate:
                learningRateScale === 1
                  ? learningRate
                  : derive([learningRate], (rate) => rate * learningRateScale),
              weightDecay,
              step: updates,
              skippedUpdates,
            }),
          );
        }
      }),
    );
  }

  zeroGrad(): void {
    for (const parameter of this.parameters.values()) parameter.zeroGrad();
  }

  state(): OptimizerState {
    const tensors = new Map<string, Tensor>();
    const updates: Record<string, number> = {};
    for (const [name, entry] of this.#entries) {
      if (entry.updates.value === 0) continue;
      for (const [what, tensor] of entry.memory) tensors.set(`${what}.${name}`, tensor);
      updates[name] = entry.updates.value;
    }
    return { tensors, values: { updates } };
  }

  load({ tensors, values }: SavedOptimizerState): void {
    const updates = new Map(
      Object.entries((values as { updates?: Record<string, number> } | null)?.updates ?? {}),
    );
    const unknown = [...updates.keys()].filter((name) => !this.parameters.has(name));
    if (unknown.length > 0)
      throw this.#misfit(`it has moments of ${unknown.join(', ')}, which the model does not have`);
    for (const [name, entry] of this.#entries) {
      const made = updates.get(name) ?? 0;
      for (const [what, own] of entry.memory) {
        const saved = tensors.get(`${what}.${name}`);
        if (made === 0) fillInto(own, 0);
        else if (!saved) throw this.#misfit(`the moments of ${name} are missing`);
        else {
          this.#checkShape(name, saved, own);
          own.write(saved.data);
        }
      }
      entry.updates.value = made;
    }
  }

  dispose(): void {
    for (const { memory } of this.#entries.values()) for (const tensor of memory.values()) tensor.dispose();
    this.#entries.clear();
  }

  #checkShape(name: string, saved: HostTensor, own: Tensor): void {
    if (saved.shape.length === own.rank && saved.shape.every((length, axis) => length === own.shape[axis]))
      return;
    throw this.#misfit(
      `the moments of ${name}: expected shape [${own.shape.join(', ')}] but received [${saved.shape.join(', ')}]`,
    );
  }

  #misfit(what: string): CraftError {
    return new CraftError(`optimizer ${this.name}: the saved state does not fit: ${what}`, {
      code: 'optimizer.state',
    });
  }
}

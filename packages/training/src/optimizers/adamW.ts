import { CraftError, defineComponent } from '@craft/config';
import {
  adamwStep,
  fillInto,
  hostEffect,
  scope,
  variable,
  zeros,
  type Tensor,
  type Variable,
} from '@craft/tensor';
import * as v from 'valibot';
import type { HostTensor } from '../trainableModel.ts';
import type {
  Optimizer,
  OptimizerContext,
  OptimizerState,
  SavedOptimizerState,
  UpdateOptions,
} from './optimizer.ts';
import { parameterGroups, type ParameterGroup } from './parameterGroups.ts';

/** Options of `AdamW`, the same for all groups. */
export interface AdamWOptions {
  readonly beta1: number;
  readonly beta2: number;
  readonly eps: number;
}

/** What is remembered of one parameter. */
interface Moments {
  readonly m: Tensor;
  readonly v: Tensor;
  /** Updates made, for the bias correction. */
  readonly updates: Variable;
}

/**
 * Adam with decoupled weight decay (Loshchilov and Hutter, arXiv 1711.05101, algorithm 2), as PyTorch's AdamW:
 * p ← p − lr·λ·p, then p ← p − lr·m̂ / (√v̂ + ε). A parameter without a gradient stays as it is,
 * and so does its count of updates.
 */
export class AdamW implements Optimizer {
  readonly name = 'adamw';
  readonly parameters: ReadonlyMap<string, Tensor>;
  readonly #groups: readonly ParameterGroup[];
  readonly #options: AdamWOptions;
  readonly #moments = new Map<string, Moments>();

  constructor(groups: readonly ParameterGroup[], options: AdamWOptions) {
    this.#groups = groups;
    this.#options = options;
    this.parameters = new Map(groups.flatMap(({ parameters }) => [...parameters]));
    for (const [name, { shape, device }] of this.parameters) {
      const like = () => zeros(shape, { device }).keep();
      this.#moments.set(name, { m: like(), v: like(), updates: variable(0) });
    }
  }

  update({ learningRate, gradientScale }: UpdateOptions): void {
    scope(() => {
      for (const { parameters, weightDecay } of this.#groups) {
        for (const [name, parameter] of parameters) {
          if (!parameter.grad) continue;
          const moments = this.#moments.get(name);
          if (!moments) continue;
          hostEffect(() => void moments.updates.value++);
          adamwStep(parameter, parameter.grad, moments.m, moments.v, {
            ...this.#options,
            learningRate,
            weightDecay,
            step: moments.updates,
            ...(gradientScale ? { gradScale: gradientScale } : {}),
          });
        }
      }
    });
  }

  zeroGrad(): void {
    for (const parameter of this.parameters.values()) parameter.zeroGrad();
  }

  state(): OptimizerState {
    const tensors = new Map<string, Tensor>();
    const updates: Record<string, number> = {};
    for (const [name, moments] of this.#moments) {
      if (moments.updates.value === 0) continue;
      tensors.set(`m.${name}`, moments.m);
      tensors.set(`v.${name}`, moments.v);
      updates[name] = moments.updates.value;
    }
    return { tensors, values: { updates } };
  }

  load({ tensors, values }: SavedOptimizerState): void {
    const updates = new Map(
      Object.entries((values as { updates?: Record<string, number> } | null)?.updates ?? {}),
    );
    const unknown = [...updates.keys()].filter((name) => !this.parameters.has(name));
    if (unknown.length > 0)
      throw stateError(`it has moments of ${unknown.join(', ')}, which the model does not have`);
    for (const [name, { m, v, updates: made }] of this.#moments) {
      if (updates.has(name)) continue;
      for (const one of [m, v]) fillInto(one, 0);
      made.value = 0;
    }
    for (const [name, count] of updates) {
      const moments = this.#moments.get(name);
      if (!moments) continue;
      const m = tensors.get(`m.${name}`);
      const v = tensors.get(`v.${name}`);
      if (!m || !v) throw stateError(`the moments of ${name} are missing`);
      for (const [saved, own] of [
        [m, moments.m],
        [v, moments.v],
      ] as const) {
        checkShape(name, saved, own);
        own.write(saved.data);
      }
      moments.updates.value = count;
    }
  }

  dispose(): void {
    for (const { m, v } of this.#moments.values()) {
      m.dispose();
      v.dispose();
    }
    this.#moments.clear();
  }
}

function checkShape(name: string, saved: HostTensor, own: Tensor): void {
  if (saved.shape.length === own.rank && saved.shape.every((length, axis) => length === own.shape[axis]))
    return;
  throw stateError(
    `the moments of ${name}: expected shape [${own.shape.join(', ')}] but received [${saved.shape.join(', ')}]`,
  );
}

function stateError(what: string): CraftError {
  return new CraftError(`optimizer adamw: the saved state does not fit: ${what}`, {
    code: 'optimizer.state',
  });
}

const rate = v.pipe(v.number(), v.finite(), v.minValue(0), v.ltValue(1));

export const adamwComponent = defineComponent({
  kind: 'optimizer',
  name: 'adamw',
  description: 'Adam with decoupled weight decay on matrices; biases and norms do not decay',
  schema: v.strictObject({
    learningRate: v.optional(
      v.pipe(
        v.number(),
        v.finite(),
        v.gtValue(0),
        v.description('The highest learning rate of the schedule'),
      ),
      1e-3,
    ),
    beta1: v.optional(v.pipe(rate, v.description('How slowly the mean of the gradients forgets')), 0.9),
    beta2: v.optional(v.pipe(rate, v.description('How slowly the mean of their squares forgets')), 0.99),
    eps: v.optional(
      v.pipe(
        v.number(),
        v.finite(),
        v.gtValue(0),
        v.description('Added to the divisor, against division by 0'),
      ),
      1e-8,
    ),
    weightDecay: v.optional(
      v.pipe(
        v.number(),
        v.finite(),
        v.minValue(0),
        v.description('Pull of matrices towards 0, in parts per unit of learning rate'),
      ),
      0.1,
    ),
  }),
  create: ({ beta1, beta2, eps, weightDecay }, { parameters }: OptimizerContext): Optimizer =>
    new AdamW(parameterGroups(parameters, { weightDecay }), { beta1, beta2, eps }),
});

import { CraftError } from '../errors.ts';
import { filled } from '../ops/fill/fill.ts';
import { mapTensors, scope } from '../scope.ts';
import { formatShape, sameShape } from '../shape.ts';
import type { Tensor } from '../tensor.ts';
import { assertVersion } from './gradientPass.ts';
import { isFloat, isGradEnabled, noGrad, record, type Differentiable } from './graph.ts';

/** What forward leaves for backward. */
export interface GradientContext {
  /** Keeps tensors for backward: inputs, results or others. Everything else that forward makes is freed. */
  save(...tensors: Tensor[]): void;
  /** What was saved, in order. */
  readonly saved: readonly Tensor[];
  /** Which inputs want a gradient. */
  readonly needs: readonly boolean[];
}

type Results = Tensor | readonly Tensor[];

/** A function of tensors with a gradient of its own. */
export interface CustomGradient<Inputs extends readonly Tensor[], Result extends Results> {
  /** For error messages. */
  readonly name: string;
  /** Computes the result, or several, from the inputs; nothing in it is recorded. The first result is f32 or f16. */
  forward(context: GradientContext, ...inputs: Inputs): Result;
  /**
   * The inputs' gradients, in order and of their shapes, null where there is none; for one input also by itself.
   * Takes the gradients of the results of these dtypes, zeros where nothing used one.
   */
  backward(context: GradientContext, ...gradients: Tensor[]): Tensor | null | readonly (Tensor | null)[];
}

/**
 * Makes a differentiable function of a forward and a backward: for a gradient that is cheaper, stabler or other than
 * what follows from the operations inside, such as a straight-through estimator. The function returned runs eagerly
 * and in compiled steps; everything computed in backward must come from what was saved. Not differentiable twice.
 * Throws `autograd.custom` where backward gives other than one gradient for each input, `shape.mismatch` where one
 * has another shape than its input, and `autograd.modified` where a saved tensor was overwritten in between.
 * PyTorch's `autograd.Function`.
 */
export function customGradient<Inputs extends readonly Tensor[], Result extends Results>(
  definition: CustomGradient<Inputs, Result>,
): (...inputs: Inputs) => Result {
  const { name } = definition;
  return (...inputs) => {
    const needs = inputs.map((one) => isGradEnabled() && one.requiresGrad);
    const recording = needs.some(Boolean);
    const saved: Tensor[] = [];
    const context = { save: (...tensors: Tensor[]) => void saved.push(...tensors), saved, needs };
    const { result, results } = scope(() => {
      const made = noGrad(() => definition.forward(context, ...inputs));
      // Each result becomes a handle of its own: what forward returns may be an input, or saved.
      const result = mapTensors(made, (one) => one.alias()) as Result;
      return { result, results: asList(result), saved: recording ? saved : [] };
    });
    if (!isFloat(results[0])) {
      throw new CraftError(
        'autograd.custom',
        `${name}: expected forward to return f32 or f16 first but received ${results[0]?.dtype ?? 'nothing'}`,
      );
    }
    const outputs = results.filter(isFloat);
    const versions = saved.map((one) => one.storageVersion);
    const op: Differentiable<null> = {
      name,
      results: outputs.length,
      backward: ({ needs, gradients }) => {
        saved.forEach((one, i) => assertVersion(name, `saved tensor ${i}`, one, versions[i]));
        return scope(() => {
          const given = outputs.map(
            ({ shape, dtype, device }, i) => gradients[i] ?? filled(shape, 0, device, dtype),
          );
          const returned = asList(definition.backward({ ...context, needs }, ...given));
          return checked(name, inputs, returned);
        });
      },
    };
    record(op, inputs, outputs, null);
    return result;
  };
}

function asList<T extends Tensor | null>(value: T | readonly T[]): readonly T[] {
  return Array.isArray(value) ? (value as readonly T[]) : [value as T];
}

/** Handles of their own on what backward returned, which may be saved, or the same twice. */
function checked(
  name: string,
  inputs: readonly Tensor[],
  gradients: readonly (Tensor | null)[],
): (Tensor | null)[] {
  if (gradients.length !== inputs.length) {
    throw new CraftError(
      'autograd.custom',
      `${name}: expected backward to return ${inputs.length} gradients, one for each input, but received ${gradients.length}`,
      { hint: 'return null for an input that has no gradient' },
    );
  }
  return gradients.map((gradient, i) => {
    const shape = inputs[i]?.shape ?? [];
    if (gradient && (!isFloat(gradient) || !sameShape(gradient.shape, shape))) {
      throw new CraftError(
        'shape.mismatch',
        `${name}: expected a gradient of f32 ${formatShape(shape)} for input ${i} but received ${gradient.dtype} ${formatShape(gradient.shape)}`,
      );
    }
    return gradient && gradient.alias();
  });
}

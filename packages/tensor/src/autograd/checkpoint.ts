import { CraftError } from '../errors.ts';
import { autocastPolicy, withAutocast } from '../autocast.ts';
import { filled } from '../ops/fill/fill.ts';
import { atThisRandomPoint } from '../randomScope.ts';
import { currentScope, forEachTensor, mapTensors, scope } from '../scope.ts';
import { sameShape } from '../shape.ts';
import type { Tensor } from '../tensor.ts';
import { runGradientPass } from './gradientPass.ts';
import { isGradEnabled, record, withGradients, type Differentiable, type GraphNode } from './graph.ts';

/**
 * Runs `fn(...inputs)` and frees what it made, except what it returns: in backward, `fn` runs again to have it back.
 * Costs one more forward of `fn`, and saves the memory of its activations; the gradients are the same to the bit, also
 * those of parameters and other tensors that `fn` uses without being given them. Random operations draw the same
 * numbers both times. `fn` must compute the same again, so it should not change anything: running statistics in it
 * would be updated twice. What it `keep()`s is made twice, too. Returns what `fn` returns, a tensor or tensors in
 * lists, maps and plain objects.
 *
 * Throws `autograd.recompute` in backward where `fn` returns something else the second time.
 * Chen et al., "Training deep nets with sublinear memory cost", 2016; PyTorch's `checkpoint`.
 */
export function checkpoint<Inputs extends readonly unknown[], Result>(
  fn: (...inputs: Inputs) => Result,
  ...inputs: Inputs
): Result {
  if (!isGradEnabled()) return scope(() => fn(...inputs));
  const again = atThisRandomPoint();
  const policy = autocastPolicy();
  // Recorded as it will be the second time, for some operations compute otherwise where nothing is recorded. The
  // record tells what the result depends on, and goes with the scope.
  const { result, sources, differentiable } = scope(() => {
    const made = fn(...inputs);
    const roots = tensorsOf(made);
    const outside = sourcesOf(roots);
    return {
      result: mapTensors(made, (one) => one.alias()) as Result,
      sources: outside,
      differentiable: roots.map(({ requiresGrad }) => requiresGrad),
    };
  });
  const results = tensorsOf(result).filter((_, i) => differentiable[i]);
  const op: Differentiable<null> = {
    name: 'checkpoint',
    results: results.length,
    backward: ({ needs, gradients }) =>
      scope(() => {
        const roots = tensorsOf(
          withGradients(true, () => withAutocast(policy, () => again(() => fn(...inputs)))),
        ).filter(({ requiresGrad }) => requiresGrad);
        assertSame(results, roots);
        const wanted = sources.filter((_, i) => needs[i]);
        const found = runGradientPass(
          roots.map((tensor, i) => ({
            tensor,
            gradient: gradients[i] ?? filled(tensor.shape, 0, tensor.device),
          })),
          { wanted, ends: new Set(sources) },
        );
        const ofSource = new Map(wanted.map((source, i) => [source, found[i] ?? null]));
        return sources.map((source) => ofSource.get(source) ?? null);
      }),
  };
  record(op, sources, results, null);
  return result;
}

function tensorsOf(value: unknown): Tensor[] {
  const tensors: Tensor[] = [];
  forEachTensor(value, (tensor) => tensors.push(tensor));
  return tensors;
}

/** The tensors from outside the current scope that require gradients and that `roots` were computed from. */
function sourcesOf(roots: readonly Tensor[]): Tensor[] {
  const inside = currentScope()?.tensors;
  const sources = new Set<Tensor>();
  const seen = new Set<GraphNode>();
  const stack = [...roots];
  for (let tensor = stack.pop(); tensor; tensor = stack.pop()) {
    if (!tensor.requiresGrad) continue;
    if (!inside?.has(tensor)) {
      sources.add(tensor);
    } else if (tensor.node && !seen.has(tensor.node)) {
      seen.add(tensor.node);
      stack.push(...tensor.node.inputs);
    }
  }
  return [...sources];
}

function assertSame(before: readonly Tensor[], now: readonly Tensor[]): void {
  if (
    before.length === now.length &&
    before.every(({ shape }, i) => sameShape(shape, now[i]?.shape ?? [-1]))
  ) {
    return;
  }
  throw new CraftError(
    'autograd.recompute',
    'checkpoint: the function returned tensors of other shapes in backward than in forward',
    { hint: 'let it depend on its inputs only' },
  );
}

import { Tensor } from '@craft/tensor';
import { loadState, type StateSource } from './loadState.ts';

/**
 * Something with parameters: a layer or a model.
 *
 * Parameters and children are found by looking at public fields, in the order of their declaration: a
 * `Tensor` is state of this module, a `Module` is a child, an array holds either. A field that is not
 * state (scratch, a cache, a borrowed tensor) therefore belongs into a `#private` field. Names are the
 * fields joined by dots, as PyTorch writes them: `blocks.0.attention.qkv.weight`.
 */
export abstract class Module {
  /** Whether layers that differ between training and use (dropout) behave as in training. */
  training = true;

  /** Every tensor of this module and its children, each once, under the first name it is found by. */
  *namedTensors(): Generator<[name: string, tensor: Tensor]> {
    const seen = new Set<object>();
    for (const [name, value] of membersOf(this, '', seen)) if (value instanceof Tensor) yield [name, value];
  }

  /** The tensors that are trained, by name: those with `requiresGrad`. */
  *namedParameters(): Generator<[name: string, parameter: Tensor]> {
    for (const entry of this.namedTensors()) if (entry[1].requiresGrad) yield entry;
  }

  /** The tensors that are trained, each once. */
  parameters(): Tensor[] {
    return Array.from(this.namedParameters(), ([, parameter]) => parameter);
  }

  /** How many numbers are trained. A tensor used in two places counts once. */
  parameterCount(): number {
    return this.parameters().reduce((sum, parameter) => sum + parameter.size, 0);
  }

  /** This module and all modules below it, each once. */
  *modules(): Generator<Module> {
    yield this;
    const seen = new Set<object>();
    for (const [, value] of membersOf(this, '', seen)) if (value instanceof Module) yield value;
  }

  /** The tensors themselves, not copies, by name. A tied weight appears once. */
  stateDict(): Map<string, Tensor> {
    return new Map(this.namedTensors());
  }

  /**
   * Overwrites every tensor of this module. Names and shapes must agree exactly.
   *
   * @throws CraftError `model.state` that names everything missing, unexpected or of another shape; nothing
   * is changed then.
   */
  loadStateDict(state: ReadonlyMap<string, StateSource>): void {
    loadState(this.constructor.name, this.stateDict(), state);
  }

  /** Switches training behaviour on (or off) everywhere; returns the module. */
  train(on = true): this {
    for (const module of this.modules()) module.training = on;
    return this;
  }

  /** The same as `train(false)`. */
  eval(): this {
    return this.train(false);
  }

  /** Forgets the gradients of all parameters. */
  zeroGrad(): void {
    for (const parameter of this.parameters()) parameter.zeroGrad();
  }

  /** Frees the memory of every tensor and its gradient. The module cannot be used afterwards. */
  dispose(): void {
    for (const [, tensor] of this.namedTensors()) {
      tensor.zeroGrad();
      tensor.dispose();
    }
  }
}

/** Tensors and modules reachable from a module's fields, depth first. */
function* membersOf(module: Module, path: string, seen: Set<object>): Generator<[string, Tensor | Module]> {
  seen.add(module);
  for (const [field, value] of Object.entries(module)) {
    yield* visit(value, path === '' ? field : `${path}.${field}`, seen);
  }
}

function* visit(value: unknown, path: string, seen: Set<object>): Generator<[string, Tensor | Module]> {
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) yield* visit(item, `${path}.${index}`, seen);
  } else if ((value instanceof Tensor || value instanceof Module) && !seen.has(value)) {
    seen.add(value);
    yield [path, value];
    if (value instanceof Module) yield* membersOf(value, path, seen);
  }
}

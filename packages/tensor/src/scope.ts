import { Tensor } from './tensor.ts';

/**
 * What is created inside a scope dies when it ends. This is how a training step frees its
 * activations without anybody counting references.
 */
export class Scope {
  readonly tensors = new Set<Tensor>();
  readonly parent: Scope | null;

  constructor(parent: Scope | null) {
    this.parent = parent;
  }
}

let current: Scope | null = null;

export function currentScope(): Scope | null {
  return current;
}

/**
 * Runs `fn` and disposes every tensor created inside, except what it returns (searched through
 * arrays, maps and plain objects), what was `keep()`ed, and gradients of leaves from outside. What
 * is returned belongs to the enclosing scope.
 */
export function scope<T>(fn: () => T): T {
  const own = new Scope(current);
  current = own;
  let result: T;
  try {
    result = fn();
  } catch (error) {
    current = own.parent;
    for (const tensor of own.tensors) tensor.dispose();
    throw error;
  }
  current = own.parent;
  if (result instanceof Promise) {
    for (const tensor of own.tensors) tensor.dispose();
    throw new TypeError('scope: expected a function that returns at once but received a promise');
  }
  forEachTensor(result, (tensor) => {
    if (own.tensors.has(tensor)) tensor.moveTo(own.parent);
  });
  for (const tensor of own.tensors) tensor.dispose();
  return result;
}

/** Calls `visit` for every tensor in a value: itself, or in lists, maps and plain objects. */
export function forEachTensor(value: unknown, visit: (tensor: Tensor) => void): void {
  if (value instanceof Tensor) visit(value);
  else if (Array.isArray(value)) for (const item of value) forEachTensor(item, visit);
  else if (value instanceof Map) for (const item of value.values()) forEachTensor(item, visit);
  else if (isPlainObject(value)) {
    for (const item of Object.values(value)) forEachTensor(item, visit);
  }
}

/** Copies lists, maps and plain objects, with other tensors. */
export function mapTensors(value: unknown, replace: (tensor: Tensor) => Tensor): unknown {
  if (value instanceof Tensor) return replace(value);
  if (Array.isArray(value)) return value.map((item) => mapTensors(item, replace));
  if (value instanceof Map) return new Map([...value].map(([key, item]) => [key, mapTensors(item, replace)]));
  if (isPlainObject(value)) {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, mapTensors(item, replace)]));
  }
  return value;
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}

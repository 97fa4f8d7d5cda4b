import type { BackendBuffer } from '../backend/backend.ts';
import type { Device } from '../device.ts';
import type { HostValues } from '../dtype.ts';
import { CraftError } from '../errors.ts';
import { formatShape, sameShape } from '../shape.ts';
import { emptyTensor, Tensor } from '../tensor.ts';
import { isScalar } from './scalar.ts';

/** Where a value stands in the arguments: `[0, 'inputs']`. */
type Path = readonly (string | number)[];

/** What must hold of later arguments for a trace to serve them. */
interface Guard {
  readonly path: Path;
  readonly holds: (value: unknown) => boolean;
}

/** A tensor among the arguments and what stands for it in the trace. */
export interface TracedTensor {
  readonly path: Path;
  readonly buffer: BackendBuffer;
}

/** An array of host numbers among the arguments, as it was given when the step was traced. */
export interface TracedArray {
  readonly path: Path;
  readonly array: HostValues;
}

/**
 * The arguments of a step while it is traced. Tensors and arrays of numbers may hold other values at each run, but
 * keep shape and type; of everything else, what the step reads must stay as it is, or the step is traced again.
 */
export class TracedArguments {
  readonly tensors: TracedTensor[] = [];
  readonly arrays: TracedArray[] = [];
  readonly #guards: Guard[] = [];
  readonly #device: Device;

  constructor(device: Device) {
    this.#device = device;
  }

  /** What the step is called with in the place of `args`. To be called while the device is substituted. */
  substitute(args: readonly unknown[]): unknown[] {
    this.#guards.push({ path: ['length'], holds: (length) => length === args.length });
    return args.map((value, i) => this.#stand(value, [i]));
  }

  /** Whether the trace serves these arguments, too. */
  serves(args: readonly unknown[]): boolean {
    return this.#guards.every(({ path, holds }) => holds(valueAt(args, path)));
  }

  #guard(path: Path, holds: Guard['holds']): void {
    this.#guards.push({ path, holds });
  }

  #stand(value: unknown, path: Path): unknown {
    if (value instanceof Tensor) return this.#standForTensor(value, path);
    if (isHostValues(value)) {
      const { constructor, length } = value;
      this.arrays.push({ path, array: value });
      this.#guard(
        path,
        (other) => isHostValues(other) && other.constructor === constructor && other.length === length,
      );
      return value;
    }
    if (isPlain(value) && !isScalar(value)) return this.#watch(value, path);
    this.#guard(path, (other) => Object.is(other, value));
    return value;
  }

  #standForTensor(value: Tensor, path: Path): Tensor {
    if (value.device !== this.#device) {
      throw new CraftError(
        'device.mismatch',
        `compile: argument ${describePath(path)} lives on another device (${value.device.description})`,
      );
    }
    // A parameter is meant itself, with its gradient and its place in the graph.
    if (value.requiresGrad) {
      if (value.node) {
        throw new CraftError(
          'compile.graph',
          `compile: argument ${describePath(path)} of shape ${formatShape(value.shape)} was computed by ${value.node.op.name}, outside the step`,
          { hint: 'detach() it, or compute it inside the step' },
        );
      }
      this.#guard(path, (other) => other === value);
      return value;
    }
    const traced = emptyTensor(value.shape, value.dtype, this.#device);
    this.tensors.push({ path, buffer: traced.buffer });
    this.#guard(path, (other) => other instanceof Tensor && !other.requiresGrad && sameKind(other, value));
    return traced;
  }

  /** Notes what is read of an object or list: only that decides whether a trace serves. */
  #watch(target: object, path: Path): unknown {
    const stands = new Map<PropertyKey, unknown>();
    const keys = Object.keys(target).join();
    return new Proxy(target, {
      get: (object, key, receiver) => {
        const value: unknown = Reflect.get(object, key, receiver);
        if (typeof key === 'symbol' || typeof value === 'function') return value;
        if (!stands.has(key)) stands.set(key, this.#stand(value, [...path, key]));
        return stands.get(key);
      },
      ownKeys: (object) => {
        this.#guard(path, (other) => isPlain(other) && Object.keys(other).join() === keys);
        return Reflect.ownKeys(object);
      },
    });
  }
}

function sameKind(a: Tensor, b: Tensor): boolean {
  return a.dtype === b.dtype && sameShape(a.shape, b.shape) && a.device === b.device;
}

/** The value that stands at a path of the arguments. */
export function valueAt(args: readonly unknown[], path: Path): unknown {
  let value: unknown = args;
  for (const key of path) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = (value as Record<string | number, unknown>)[key];
  }
  return value;
}

/** A path as one would write it: `args[0].inputs`. */
export function describePath(path: Path): string {
  return `args${path.map((key) => (typeof key === 'number' || /^\d+$/.test(key) ? `[${key}]` : `.${key}`)).join('')}`;
}

function isHostValues(value: unknown): value is HostValues {
  return value instanceof Float32Array || value instanceof Int32Array || value instanceof Uint32Array;
}

function isPlain(value: unknown): value is object {
  if (Array.isArray(value)) return true;
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

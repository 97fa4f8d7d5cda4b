import { defaultDevice } from './device.ts';
import { dtypeOf, hostValues, type DType, type HostValues } from './dtype.ts';
import { CraftError } from './errors.ts';
import { formatShape, sizeOf, type Shape } from './shape.ts';
import { filled } from './ops/fill/fill.ts';
import { drawNormal } from './ops/random/drawNormal.ts';
import { drawUniform } from './ops/random/drawUniform.ts';
import { emptyTensor, fromHost, type Tensor, type TensorOptions } from './tensor.ts';
import { Random } from './random.ts';

/** Numbers or booleans nested to any depth, all rows equally long. */
export type NestedNumbers = number | boolean | readonly NestedNumbers[];

export interface CreationOptions extends TensorOptions {
  /** Default f32, bool where all values are booleans, or the typed array's own. */
  readonly dtype?: DType;
  /** Needed only where the values are flat and the shape is not. */
  readonly shape?: Shape;
}

/**
 * A tensor from a number, a boolean, nested arrays or a typed array (Uint8Array stands for bool unless
 * `dtype` says otherwise, Uint16Array for the bits of f16). Throws `shape.ragged` where nested rows
 * differ in length and `shape.mismatch` where the values do not fill `shape`.
 */
export function tensor(values: NestedNumbers | HostValues, options: CreationOptions = {}): Tensor {
  if (isTyped(values)) {
    const array =
      options.dtype && options.dtype !== dtypeOf(values) ? hostValues(options.dtype, values) : values;
    return fromHost(array, options.shape ?? [values.length], options);
  }
  const shape: number[] = [];
  const flat: (number | boolean)[] = [];
  flatten(values, 0, shape, flat);
  const booleans = flat.length > 0 && flat.every((value) => typeof value === 'boolean');
  const dtype = options.dtype ?? (booleans ? 'bool' : 'f32');
  return fromHost(hostValues(dtype, flat.map(Number)), options.shape ?? shape, options);
}

/** All elements `value`. */
export function full(shape: Shape, value: number, options: CreationOptions = {}): Tensor {
  const made = filled(shape, value, options.device ?? defaultDevice(), options.dtype);
  return options.requiresGrad ? made.requiresGrad_() : made;
}

export function zeros(shape: Shape, options: CreationOptions = {}): Tensor {
  return full(shape, 0, options);
}

export function ones(shape: Shape, options: CreationOptions = {}): Tensor {
  return full(shape, 1, options);
}

/** 0, 1, …, n − 1. Default dtype i32. */
export function arange(n: number, options: CreationOptions = {}): Tensor {
  const values = Array.from({ length: n }, (_, i) => i);
  return fromHost(hostValues(options.dtype ?? 'i32', values), [n], options);
}

export interface RandomOptions extends TensorOptions {
  /** Draws the seed's sequence on the host. Without one: on the device, keyed by the enclosing randomScope. */
  readonly seed?: number;
  /** Independent sequences of one seed; default 0. */
  readonly stream?: number;
}

/**
 * Normally distributed values, the same on every device: bit for bit with a seed, to a few ulp in a
 * randomScope. Throws `random.noScope` without either.
 */
export function randn(
  shape: Shape,
  options: RandomOptions & { readonly mean?: number; readonly std?: number } = {},
): Tensor {
  const { mean = 0, std = 1, seed } = options;
  if (seed === undefined)
    return drawn(drawNormal(shape, options.device ?? defaultDevice(), mean, std), options);
  const planned = withoutValues(shape, options);
  if (planned) return planned;
  const random = new Random(seed, options.stream ?? 0);
  const values = Float32Array.from({ length: sizeOf(shape) }, () => mean + std * random.normal());
  return fromHost(values, shape, options);
}

/**
 * Values in [low, high), the same on every device: 53 random bits each with a seed; 24 in a randomScope, where a
 * low other than 0 may differ by an ulp. Throws `random.noScope` without either.
 */
export function uniform(
  shape: Shape,
  options: RandomOptions & { readonly low?: number; readonly high?: number } = {},
): Tensor {
  const { low = 0, high = 1, seed } = options;
  if (seed === undefined)
    return drawn(drawUniform(shape, options.device ?? defaultDevice(), low, high), options);
  const planned = withoutValues(shape, options);
  if (planned) return planned;
  const random = new Random(seed, options.stream ?? 0);
  const values = Float32Array.from({ length: sizeOf(shape) }, () => low + (high - low) * random.uniform());
  return fromHost(values, shape, options);
}

function drawn(made: Tensor, options: TensorOptions): Tensor {
  return options.requiresGrad ? made.requiresGrad_() : made;
}

/** On a device that holds no values: the tensor without drawing them. */
function withoutValues(shape: Shape, options: TensorOptions): Tensor | undefined {
  const device = options.device ?? defaultDevice();
  if (!device.backend.valueless) return undefined;
  return drawn(emptyTensor(shape, 'f32', device), options);
}

function isTyped(values: NestedNumbers | HostValues): values is HostValues {
  return ArrayBuffer.isView(values);
}

function flatten(values: NestedNumbers, depth: number, shape: number[], flat: (number | boolean)[]): void {
  if (typeof values !== 'object') {
    if (depth !== shape.length) throw ragged(shape);
    flat.push(values);
    return;
  }
  if (shape.length === depth && flat.length === 0) shape.push(values.length);
  else if (shape[depth] !== values.length) throw ragged(shape);
  for (const item of values) flatten(item, depth + 1, shape, flat);
}

function ragged(shape: Shape): CraftError {
  return new CraftError(
    'shape.ragged',
    `tensor: nested arrays differ in length or depth from the first row's shape ${formatShape(shape)}`,
  );
}

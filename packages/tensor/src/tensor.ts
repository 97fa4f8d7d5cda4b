import { isFloat, type GraphNode } from './autograd/graph.ts';
import { backward } from './autograd/backward.ts';
import { addGradientHook, type GradientHook } from './autograd/gradientHooks.ts';
import type { BackendBuffer } from './backend/backend.ts';
import { defaultDevice, type Device } from './device.ts';
import { deviceBytes, dtypeOf, hostArray, hostValues, wordsOf } from './dtype.ts';
import type { DType, HostArray, HostValues } from './dtype.ts';
import { CraftError } from './errors.ts';
import { currentScope, type Scope } from './scope.ts';
import { assertShape, formatShape, sizeOf, type Shape } from './shape.ts';
import { Storage } from './storage.ts';
import type { TensorMethods } from './ops/methods.ts';

export interface TensorOptions {
  /** Default: the default device. */
  readonly device?: Device;
  /** Default false. Only f32 and f16 tensors have gradients. */
  readonly requiresGrad?: boolean;
}

/** Frees a tensor's storage when its handle is collected; a backstop for what no scope owns. */
const collected = new FinalizationRegistry<Storage>((storage) => {
  try {
    storage.release();
  } catch {
    // The device is gone, and its memory with it.
  }
});

/** The operations that read as methods, `x.matmul(w).add(b).gelu()`; listed in ops/methods.ts. */
// Merging the interface with the class is how one list of operations becomes methods with their own types.
// eslint-disable-next-line @typescript-eslint/no-empty-object-type, @typescript-eslint/no-unsafe-declaration-merging
export interface Tensor extends TensorMethods {}

/** A typed, contiguous, row-major array on a device, with a gradient. */
// eslint-disable-next-line @typescript-eslint/no-unsafe-declaration-merging
export class Tensor {
  readonly shape: Shape;
  readonly dtype: DType;
  /** Number of elements. */
  readonly size: number;
  /** Sum of the gradients of every backward since the last `zeroGrad`, of the tensor's own shape and dtype. */
  grad: Tensor | null = null;
  /** Whether operations on this tensor are recorded for backward. */
  requiresGrad = false;
  /** The operation that made it, for backward. */
  node: GraphNode | null = null;
  readonly #storage: Storage;
  #scope: Scope | null;
  #disposed = false;

  /** Internal: use `tensor`, `zeros`, … to make tensors. */
  constructor(storage: Storage, shape: Shape, dtype: DType) {
    this.#storage = storage;
    this.shape = shape;
    this.dtype = dtype;
    this.size = sizeOf(shape);
    storage.retain();
    this.#scope = currentScope();
    if (this.#scope) this.#scope.tensors.add(this);
    else collected.register(this, storage, this);
  }

  get device(): Device {
    return this.#storage.device;
  }

  get rank(): number {
    return this.shape.length;
  }

  /** The buffer behind it, for operations. */
  get buffer(): BackendBuffer {
    if (this.#disposed) throw disposedError(this);
    return this.#storage.buffer;
  }

  /** The scope that will dispose it, or null. */
  get home(): Scope | null {
    return this.#scope;
  }

  get disposed(): boolean {
    return this.#disposed;
  }

  /** Whether another tensor views the same storage. */
  get sharesStorage(): boolean {
    return this.#storage.shared;
  }

  /** Counts writes in place; autograd compares it between forward and backward. */
  get storageVersion(): number {
    return this.#storage.version;
  }

  /** Internal: records a write in place. */
  markWritten(): void {
    this.#storage.markWritten();
  }

  // — reading and writing —

  /**
   * The values in row-major order, once everything queued before has run; a bool's are 1 and 0, an f16's come as a
   * Float32Array.
   */
  async data(): Promise<HostArray> {
    const byteLength = 4 * wordsOf(this.dtype, this.size);
    const words = await this.device.backend.download(this.buffer, 0, byteLength);
    return hostArray(this.dtype, words.buffer, this.size);
  }

  /** The one value of a tensor of size 1; 1 or 0 for a bool. */
  async item(): Promise<number> {
    if (this.size !== 1) {
      throw new CraftError(
        'tensor.notScalar',
        `item: expected one element but received shape ${formatShape(this.shape)}`,
        { hint: 'use data() for all values' },
      );
    }
    return (await this.data())[0] as number;
  }

  /** Overwrites the contents from the host, in order with what is queued. An f16 tensor takes numbers or bits. */
  write(values: HostValues): void {
    const own = this.dtype === 'f16' && values instanceof Float32Array ? hostValues('f16', values) : values;
    if (own.length !== this.size || dtypeOf(own) !== this.dtype) {
      throw new CraftError(
        'tensor.write',
        `write: expected ${this.size} values of ${this.dtype} but received ${values.length} of ${dtypeOf(values)}`,
      );
    }
    this.device.backend.upload(this.buffer, deviceBytes(own));
    this.markWritten();
  }

  // — lifetime —

  /** Takes the tensor out of its scope: it lives until `dispose()`. */
  keep(): this {
    this.moveTo(null);
    return this;
  }

  /** Internal: makes `target` the scope that disposes it and its gradient. */
  moveTo(target: Scope | null): void {
    if (this.#disposed || target === this.#scope) return;
    if (this.#scope) this.#scope.tensors.delete(this);
    else collected.unregister(this);
    this.#scope = target;
    if (target) target.tensors.add(this);
    else collected.register(this, this.#storage, this);
    this.grad?.moveTo(target);
  }

  /** Frees the memory now. Further use throws `tensor.disposed`. */
  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    if (this.#scope) this.#scope.tensors.delete(this);
    else collected.unregister(this);
    this.node = null;
    this.#storage.release();
  }

  // — autograd —

  /**
   * Adds d(this)/d(leaf) to `.grad` of every leaf that this tensor was computed from. `gradient` has
   * this tensor's shape and may be left out for a scalar. Throws `autograd.freed` on a second use of
   * the graph and `autograd.modified` where an input was overwritten in between.
   */
  backward(gradient?: Tensor): void {
    backward(this, gradient);
  }

  /** Switches recording on (or off) for a leaf; returns the tensor. */
  requiresGrad_(on = true): this {
    if (on && !isFloat(this)) {
      throw new CraftError('autograd.dtype', `requiresGrad: expected f32 or f16 but received ${this.dtype}`);
    }
    this.requiresGrad = on;
    return this;
  }

  /**
   * Calls `hook` with this tensor's gradient in each backward, once it is complete and before it goes on (to what
   * the tensor was computed from, or into `.grad`). A tensor of the same shape that the hook returns takes its place.
   * The gradient is the hook's only while it runs, and what it makes is freed at its end, but for what it `keep()`s.
   * Returns a function that takes the hook off again. Throws `autograd.noGraph` where there are no gradients.
   */
  registerGradientHook(hook: GradientHook): () => void {
    return addGradientHook(this, hook);
  }

  /** Forgets the accumulated gradient. */
  zeroGrad(): void {
    this.grad?.dispose();
    this.grad = null;
  }

  /** A view of the same values that backward does not go through. */
  detach(): Tensor {
    return this.alias();
  }

  /** Internal: another handle on the same storage, outside the graph. */
  alias(shape: Shape = this.shape): Tensor {
    if (this.#disposed) throw disposedError(this);
    return new Tensor(this.#storage, shape, this.dtype);
  }
}

function disposedError(tensor: Tensor): CraftError {
  return new CraftError(
    'tensor.disposed',
    `a tensor of shape ${formatShape(tensor.shape)} was used after it was disposed`,
    { hint: 'return it from its scope or keep() it to use it later' },
  );
}

/** Internal: a tensor with undefined contents. */
export function emptyTensor(shape: Shape, dtype: DType, device: Device): Tensor {
  assertShape('tensor', shape);
  return new Tensor(new Storage(device, 4 * wordsOf(dtype, sizeOf(shape))), shape, dtype);
}

/** A tensor from host values in row-major order. */
export function fromHost(values: HostValues, shape: Shape, options: TensorOptions = {}): Tensor {
  if (sizeOf(shape) !== values.length) {
    throw new CraftError(
      'shape.mismatch',
      `tensor: shape ${formatShape(shape)} has ${sizeOf(shape)} elements but received ${values.length} values`,
    );
  }
  const made = emptyTensor(shape, dtypeOf(values), options.device ?? defaultDevice());
  if (values.length > 0) made.write(values);
  if (options.requiresGrad) made.requiresGrad_();
  return made;
}

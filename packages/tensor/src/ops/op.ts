import { CraftError } from '../errors.ts';
import type { DType } from '../dtype.ts';
import type { Kernel, ParamTypes, ParamValues } from '../backend/kernel.ts';
import type { Dynamics, Scalar } from '../backend/plan.ts';
import { conditionalKernel } from '../backend/conditionalKernel.ts';
import { currentCondition } from '../runIf.ts';
import { record } from '../autograd/graph.ts';
import { autocastInputs } from '../autocast.ts';
import { emptyTensor, type Tensor } from '../tensor.ts';
import { formatShape, type Shape } from '../shape.ts';

/** Shape and dtype of a tensor, without its values. */
export interface TensorSpec {
  readonly shape: Shape;
  readonly dtype: DType;
}

export interface OpContext<A> {
  readonly inputs: readonly Tensor[];
  /** The results first, then whatever forward saved for backward. */
  readonly outputs: readonly Tensor[];
  readonly attributes: A;
}

export interface BackwardContext<A> extends OpContext<A> {
  /** Which inputs want a gradient. */
  readonly needs: readonly boolean[];
  /** Gradients of the results, null where nothing used one. */
  readonly gradients: readonly (Tensor | null)[];
}

/** The record of an operation: rules, kernels and gradient. */
export interface Op<A> {
  readonly name: string;
  /** Every kernel that forward or backward may launch. */
  readonly kernels: readonly Kernel[];
  /** Whether it takes f16, which other operations refuse, and under `autocast` take as f32. */
  readonly halves?: true;
  /** Of an operation that computes with f16: how many of its first inputs `autocast` makes f16. */
  readonly halfOperands?: number;
  /** How many of the outputs are results, which have gradients; default 1. The others are saved tensors. */
  readonly results?: number;
  /** Shape and dtype rule; throws a CraftError that names the shapes. The results first, then saved tensors. */
  outputs(inputs: readonly TensorSpec[], attributes: A): readonly TensorSpec[];
  forward(context: OpContext<A>): void;
  /**
   * Gradients for the inputs in order (null where there is none), or why there is none at all. `gradient` is
   * that of the first result, zeros where only others were used.
   */
  readonly backward:
    | ((context: BackwardContext<A>, gradient: Tensor) => readonly (Tensor | null)[])
    | { readonly none: string };
  /** Floating-point operations of forward. */
  flops(inputs: readonly TensorSpec[], attributes: A): number;
}

/** Declares an op; exists for type inference. */
export function defineOp<A>(op: Op<A>): Op<A> {
  return op;
}

/** Runs an op on tensors of one device and records it for backward. Returns the result and what was saved. */
export function applyOp<A>(op: Op<A>, given: readonly Tensor[], attributes: A): readonly Tensor[] {
  const device = sameDevice(op.name, given);
  const inputs = autocastInputs(op, given);
  const specs = op.outputs(inputs, attributes);
  for (const one of inputs) if (one.dtype === 'f16' && !op.halves) throw storageOnly(op.name, one);
  const outputs = specs.map((spec) => emptyTensor(spec.shape, spec.dtype, device));
  op.forward({ inputs, outputs, attributes });
  record(op, inputs, outputs, attributes);
  // Where nothing is recorded, nobody needs what the policy made of the inputs.
  if (!outputs[0]?.node) inputs.forEach((one, i) => one !== given[i] && one.dispose());
  return outputs;
}

/** An op whose result is its input's storage under another shape. */
export interface ViewOp<A> extends Op<A> {
  readonly view: true;
}

/** Declares a view; nothing runs in forward. */
export function defineViewOp<A>(op: {
  readonly name: string;
  shape(spec: TensorSpec, attributes: A): Shape;
  readonly backward: Op<A>['backward'];
}): ViewOp<A> {
  return {
    name: op.name,
    kernels: [],
    view: true,
    outputs: (specs, attributes) => {
      const spec = input(specs, 0);
      return [{ shape: op.shape(spec, attributes), dtype: spec.dtype }];
    },
    forward: () => {},
    backward: op.backward,
    flops: () => 0,
  };
}

/** Runs a view: the result shares the input's storage. */
export function applyView<A>(op: ViewOp<A>, x: Tensor, attributes: A): Tensor {
  const view = x.alias(input(op.outputs([x], attributes), 0).shape);
  record(op, [x], [view], attributes);
  return view;
}

/** `applyOp` for the usual case of one result. */
export function apply<A>(op: Op<A>, inputs: readonly Tensor[], attributes: A): Tensor {
  return applyOp(op, inputs, attributes)[0] as Tensor;
}

/** Queues one kernel over the tensors' buffers. Written tensors count as changed. */
export function launch<P extends ParamTypes>(
  kernel: Kernel<P>,
  reads: readonly Tensor[],
  writes: readonly Tensor[],
  params: ParamSources<P>,
): void {
  const condition = currentCondition();
  if (condition) {
    launchAll(conditionalKernel(kernel), [condition, ...reads], writes, params);
  } else {
    launchAll(kernel, reads, writes, params);
  }
}

function launchAll<P extends ParamTypes>(
  kernel: Kernel<P>,
  reads: readonly Tensor[],
  writes: readonly Tensor[],
  params: ParamSources<P>,
): void {
  const device = sameDevice(kernel.name, [...reads, ...writes]);
  const buffers = [...reads, ...writes].map((tensor) => tensor.buffer);
  const { values, dynamics } = resolveParams<P>(params);
  device.backend.dispatch(kernel, buffers, values, dynamics);
  if (device.observer) for (const tensor of [...reads, ...writes]) device.observer.used(tensor);
  for (const tensor of writes) tensor.markWritten();
}

/** Params of a launch; a scalar is read anew at each run of a compiled step. */
export type ParamSources<P extends ParamTypes> = { readonly [K in keyof P]: number | Scalar };

function resolveParams<P extends ParamTypes>(
  params: ParamSources<P>,
): { values: ParamValues<P>; dynamics?: Dynamics } {
  let dynamics: Record<string, Scalar> | undefined;
  for (const name in params) {
    const source = params[name];
    if (typeof source !== 'number') (dynamics ??= {})[name] = source;
  }
  if (!dynamics) return { values: params as ParamValues<P> };
  const now = Object.fromEntries(Object.entries(dynamics).map(([name, { value }]) => [name, value]));
  return { values: { ...params, ...now }, dynamics };
}

function sameDevice(name: string, tensors: readonly Tensor[]) {
  const first = tensors[0];
  if (!first) throw new CraftError('op.noInputs', `${name}: expected at least one tensor`);
  for (const tensor of tensors) {
    if (tensor.device !== first.device) {
      throw new CraftError(
        'device.mismatch',
        `${name}: tensors live on different devices (${first.device.description} and ${tensor.device.description})`,
      );
    }
  }
  return first.device;
}

/** Throws unless the input has one of the expected dtypes. */
export function expectDType(op: string, what: string, spec: TensorSpec, ...dtypes: readonly DType[]): void {
  if (!dtypes.includes(spec.dtype)) {
    const expected = dtypes.join(', ').replace(/, (\w+)$/, ' or $1');
    throw new CraftError(
      'dtype.mismatch',
      `${op}: expected ${what} of ${expected} but received ${spec.dtype} ${formatShape(spec.shape)}`,
      spec.dtype === 'f16' ? { hint: halvesHint } : undefined,
    );
  }
}

/** What an operation says to f16 that does not compute with it. */
export function storageOnly(op: string, { shape }: TensorSpec): CraftError {
  return new CraftError(
    'dtype.mismatch',
    `${op}: expected f32, i32, u32 or bool but received f16 ${formatShape(shape)}`,
    { hint: halvesHint },
  );
}

const halvesHint = "cast it first, x.to('f32'), or run inside autocast('f16', …), which does";

/** Input that an op's own arity guarantees. */
export function input<T>(list: readonly T[], index: number): T {
  const item = list[index];
  if (item === undefined) throw new CraftError('op.arity', `expected at least ${index + 1} inputs`);
  return item;
}

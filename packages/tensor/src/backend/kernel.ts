import type { SubgroupMatrix } from './subgroupMatrix.ts';

/**
 * A kernel is one record with two bodies: WGSL for `webgpu`, a compiled AssemblyScript function
 * for `cpu`. Both see the same buffers and the same parameters in the same order: reads, then
 * writes, then params.
 *
 * - `webgpu` prepends to the WGSL a header generated from this record: a `Params` struct bound as
 *   `params`, one storage binding per buffer under its own name, and
 *   `fn workgroupIndex(id: vec3u, count: vec3u) -> u32`, because more than 65,535 workgroups are
 *   dispatched in two dimensions. The WGSL's entry point is `main`.
 * - `cpu` calls the exported function of the same name as
 *   `(…reads: usize, …writes: usize, …params, start: u32, end: u32)` for slices of `[0, tasks)`.
 *
 * Every buffer is padded to a multiple of 16 bytes, so reading or writing whole vectors past the
 * last element is allowed; the padding holds no meaning.
 */
export interface Kernel<P extends ParamTypes = ParamTypes> {
  /** Equal to the name of the exported AssemblyScript function. */
  readonly name: string;
  /** The one device that uses it, where the two want the work cut differently. */
  readonly only?: 'cpu' | 'webgpu';
  /** Buffers that are only read, in argument order, with their WGSL element type. */
  readonly reads: Readonly<Record<string, ElementType>>;
  /** Buffers that are written (or updated in place), in argument order. */
  readonly writes: Readonly<Record<string, ElementType>>;
  readonly params: P;
  readonly wgsl: string;
  /** Number of WGSL workgroups for these parameters. */
  workgroups(params: ParamValues<P>): number;
  /** Other WGSL bodies, for adapters and shapes on which `wgsl` is slow; results may differ by rounding. */
  readonly variants?: Readonly<
    Partial<Record<Exclude<BodyName, 'hardware' | SubgroupBodyName>, KernelVariant<P>>>
  >;
  /** Further bodies, by matrices that a subgroup multiplies together, where the adapter can do that. */
  subgroupBodies?(matrix: SubgroupMatrix): Readonly<Partial<Record<SubgroupBodyName, KernelVariant<P>>>>;
  /**
   * The class of shapes these parameters belong to, in a word for people: launches of one class take the same
   * body. Only kernels that say so are tuned (autotune/).
   */
  shapeClass?(params: ParamValues<P>): string;
  /** WGSL `override`-like constants baked into the source; the pipeline is cached per set of values. */
  constants?(params: ParamValues<P>): Readonly<Record<string, number>>;
  /** The kernel that this one runs where its first buffer is not 0, and else does nothing (conditionalKernel.ts). */
  readonly unconditional?: Kernel;
  /** Number of independent tasks on `cpu`; a task writes what no other task writes. */
  tasks(params: ParamValues<P>): number;
  /** Tasks a CPU thread takes at once (default 1): large enough to be worth the hand-over. */
  grain?(params: ParamValues<P>): number;
  /** Where it computes each element from the operands' elements: lets a compiled step put it together with others. */
  readonly elementwise?: Elementwise<P>;
  /** Put together from others: its WGSL, and not its name, says which kernel it is. */
  readonly generated?: true;
}

/**
 * A kernel of one result, each element of which depends on one element of each operand. Two layouts:
 * - `flat`: the param `n` counts elements; on `cpu` a task is 1,024 of them, and nothing but `n` and the tasks says
 *   which elements are computed.
 * - `broadcast`: the params are the four dimensions `d0…d3` and the strides `a0…a3` and `b0…b3` of two operands; on
 *   `cpu` a task is 4,096 elements of an innermost row.
 */
export interface Elementwise<P extends ParamTypes = ParamTypes> {
  readonly layout: 'flat' | 'broadcast';
  /**
   * WGSL with `fn apply(…): vec4<…>`, which sees the reads in order, then the result's own value where it is
   * `updated`, then, where it is `indexed`, the number of the four elements. It may see `params` other than those
   * that say where the elements are.
   */
  readonly wgsl: string;
  /** The result is changed in place. */
  readonly updated?: true;
  /** The param that all elements are, bit for bit; it reads nothing. */
  readonly word?: string;
  /** What is computed depends on where it is. */
  readonly indexed?: true;
  /** How the reads are read (`flat` only); default: each by element. */
  reads?(params: ParamValues<P>): readonly ReadMode[];
}

/** An operand has an element for each of the result's, one for all of them, or is not there and counts as zeros. */
export type ReadMode = 'element' | 'single' | 'none';

/** Another WGSL body for the same buffers, params and constants. */
export interface KernelVariant<P extends ParamTypes = ParamTypes> {
  readonly wgsl: string;
  /** Number of WGSL workgroups of this body. */
  workgroups(params: ParamValues<P>): number;
}

/** One of a kernel's WGSL bodies. */
export interface KernelBody<P extends ParamTypes = ParamTypes> extends KernelVariant<P> {
  readonly name: BodyName;
}

/**
 * Names of WGSL bodies. `hardware`: the kernel's own, for GPUs. `software`: for adapters that compute on the CPU,
 * where barriers and workgroup memory are dear. `lanes`: for those of them whose subgroups have eight invocations,
 * which pass around what they loaded. `tall` and `small`: other tiles for GPUs. `subgroups` and `subgroupsSmall`: by
 * subgroup matrices.
 */
export const bodyNames = [
  'hardware',
  'software',
  'lanes',
  'tall',
  'small',
  'subgroups',
  'subgroupsSmall',
] as const;
export type BodyName = (typeof bodyNames)[number];

/** Names of bodies that take subgroup matrices, the one for large products first. */
export const subgroupBodyNames = ['subgroups', 'subgroupsSmall'] as const;
export type SubgroupBodyName = (typeof subgroupBodyNames)[number];

/** WGSL element types a storage buffer may be seen as. */
export type ElementType =
  'f32' | 'f16' | 'i32' | 'u32' | 'vec4<f32>' | 'vec4<f16>' | 'vec4<i32>' | 'vec4<u32>';
/** Types of the per-dispatch scalars. */
export type ParamTypes = Readonly<Record<string, 'u32' | 'f32'>>;
/** Values for a kernel's parameters. */
export type ParamValues<P extends ParamTypes> = { readonly [K in keyof P]: number };

/** Declares a kernel; exists for type inference. */
export function defineKernel<const P extends ParamTypes>(kernel: Kernel<P>): Kernel<P> {
  return kernel;
}

/** Every body the kernel has on an adapter with these subgroup matrices, or without any. */
export function kernelBodies(kernel: Kernel, matrix: SubgroupMatrix | null): KernelBody[] {
  const variants = { ...kernel.variants, ...(matrix ? kernel.subgroupBodies?.(matrix) : {}) };
  return bodyNames.flatMap((name) => {
    const body = name === 'hardware' ? kernel : variants[name];
    if (!body) return [];
    return [{ name, wgsl: body.wgsl, workgroups: (params) => body.workgroups(params) }];
  });
}

/** A size as part of a `shapeClass`: the power of two at or above it. */
export function sizeBucket(size: number): number {
  return 2 ** Math.ceil(Math.log2(Math.max(1, size)));
}

/** Writes parameter values as 32-bit words in declared order. */
export function packParams<P extends ParamTypes>(
  kernel: Kernel<P>,
  values: ParamValues<P>,
  words: Uint32Array,
  offset: number,
): number {
  let at = offset;
  for (const name in kernel.params) {
    const value = values[name];
    if (kernel.params[name] === 'f32') {
      scratchFloat[0] = value;
      words[at++] = scratchWord[0] as number;
    } else {
      words[at++] = value >>> 0;
    }
  }
  return at;
}

const scratchFloat = new Float32Array(1);
const scratchWord = new Uint32Array(scratchFloat.buffer);

import type { OpName, Tensor } from '../../src/index.ts';
import type { ConformanceCase, Tolerance } from './conformanceCase.ts';
import { mapped } from './references.ts';

interface UnaryOptions {
  readonly range?: readonly [number, number];
  /** Values with no gradient check: infinities, NaN, the ends of the range. */
  readonly special: readonly number[];
  readonly run?: (x: Tensor) => Tensor;
  readonly tolerance?: Tolerance;
  readonly gradientTolerance?: Tolerance;
  /** Put before each name, for an op with variants. */
  readonly prefix?: string;
}

type UnaryMethod = {
  [K in OpName]: K extends keyof Tensor
    ? Tensor[K] extends (...none: never[]) => Tensor
      ? K
      : never
    : never;
}[OpName];

/**
 * The shapes at which an elementwise function of one tensor can go wrong: a scalar, none, one vector,
 * odd tails, more than one block of 1,024 elements per task and workgroup; and special values.
 */
export function unaryCases(
  op: UnaryMethod,
  f: (x: number) => number,
  options: UnaryOptions,
): ConformanceCase[] {
  const { range = [-2, 2] as const, tolerance, gradientTolerance, prefix = '' } = options;
  const call = options.run ?? ((x: Tensor) => (x[op] as () => Tensor)());
  const shapes = [[], [0], [1], [4], [3, 5], [7, 1, 3], [1025], [5, 2051]];
  const shared = {
    op,
    run: ([x]: readonly [Tensor, ...Tensor[]]) => call(x),
    reference: mapped(f),
    ...(tolerance === undefined ? {} : { tolerance }),
    ...(gradientTolerance === undefined ? {} : { gradientTolerance }),
  };
  return [
    ...shapes.map((shape) => ({
      ...shared,
      name: `${prefix}[${shape.join(', ')}]`,
      inputs: [{ shape, range }],
      shape,
    })),
    {
      ...shared,
      name: `${prefix}special values`,
      inputs: [{ shape: [options.special.length], values: options.special }],
      shape: [options.special.length],
      gradients: 'none',
    },
  ];
}

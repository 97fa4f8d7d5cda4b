import { defineKernel, type ElementType } from '../../backend/kernel.ts';
import { CraftError } from '../../errors.ts';
import { axisLength, sizeOf } from '../../shape.ts';
import { expectDType, type TensorSpec } from '../op.ts';
import { rowGrain, rowGroups, rowLanes } from './rowLanes.ts';

interface Rows {
  readonly rows: number;
  readonly columns: number;
}

/** How kernels whose rows are independent cut their work. */
export const rowCut = {
  constants: ({ columns }: Rows) => ({ LANES: rowLanes(columns) }),
  workgroups: ({ rows, columns }: Rows) => rowGroups(rows, columns),
  tasks: ({ rows }: Rows) => rows,
  grain: ({ columns }: Rows) => rowGrain(columns),
};

/** Kernel from tensors of one shape to another such, `out`, whose rows (last axis) are independent. */
export function rowKernel(name: string, reads: Readonly<Record<string, ElementType>>, wgsl: string) {
  return defineKernel({
    name,
    reads,
    writes: { out: 'f32' },
    params: { rows: 'u32', columns: 'u32' },
    wgsl,
    ...rowCut,
  });
}

/** A tensor seen as rows of its last axis; no rows where it is empty. */
export function rowsOf({ shape }: TensorSpec): { rows: number; columns: number } {
  const columns = axisLength(shape, -1);
  return { rows: columns === 0 ? 0 : sizeOf(shape) / columns, columns };
}

/** Throws unless `x` is f32 and has a last axis. */
export function expectRows(op: string, x: TensorSpec): void {
  expectDType(op, 'x', x, 'f32');
  if (x.shape.length === 0) {
    throw new CraftError('shape.axis', `${op}: expected x of rank 1 or more but received a scalar`);
  }
}

import { defineKernel } from '../../backend/kernel.ts';
import { CraftError } from '../../errors.ts';
import { formatShape } from '../../shape.ts';
import { emptyTensor, type Tensor } from '../../tensor.ts';
import { defineOp, input, launch } from '../op.ts';
import wgsl from './triangle.wgsl';

/** Words of matrices on one side of a diagonal, 0 on the other. */
const triangleKernel = defineKernel({
  name: 'triangle',
  reads: { x: 'u32' },
  writes: { out: 'u32' },
  // The diagonal is a signed number.
  params: { matrices: 'u32', rows: 'u32', columns: 'u32', diagonal: 'u32', upper: 'u32' },
  wgsl,
  workgroups: ({ matrices, rows, columns }) => Math.ceil((matrices * rows * columns) / 256),
  tasks: ({ matrices, rows }) => matrices * rows,
  grain: ({ columns }) => Math.ceil(8192 / (columns + 1)),
});

/** Which diagonal the triangle ends at: 0 the main one, above it positive. */
export interface TriangleAttributes {
  readonly diagonal: number;
}

/** The op of tril (`upper` 0) and triu (1). */
export function triangleOp(name: string, upper: 0 | 1) {
  const copy = (x: Tensor, out: Tensor, diagonal: number): void => {
    const [rows = 0, columns = 0] = x.shape.slice(-2);
    if (x.size === 0) return;
    launch(triangleKernel, [x], [out], { matrices: x.size / rows / columns, rows, columns, diagonal, upper });
  };
  return defineOp<TriangleAttributes>({
    name,
    kernels: [triangleKernel],
    outputs: (specs, { diagonal }) => {
      const x = input(specs, 0);
      if (x.shape.length < 2) {
        throw new CraftError(
          'shape.matrix',
          `${name}: expected matrices [..., M, N] but received shape ${formatShape(x.shape)}`,
        );
      }
      if (!Number.isInteger(diagonal)) {
        throw new CraftError(
          `${name}.diagonal`,
          `${name}: expected a whole number as diagonal but received ${diagonal}`,
        );
      }
      return [x];
    },
    forward: ({ inputs, outputs, attributes: { diagonal } }) => {
      copy(input(inputs, 0), input(outputs, 0), diagonal);
    },
    backward: ({ attributes: { diagonal } }, gradient) => {
      const result = emptyTensor(gradient.shape, 'f32', gradient.device);
      copy(gradient, result, diagonal);
      return [result];
    },
    flops: () => 0,
  });
}

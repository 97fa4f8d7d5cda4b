import { defineKernel, type ReadMode } from '../../backend/kernel.ts';
import { CraftError } from '../../errors.ts';
import { broadcastShapes, formatShape, sameShape, sizeOf, type Shape } from '../../shape.ts';
import { emptyTensor, type Tensor } from '../../tensor.ts';
import { sumTo } from '../elementwise/binary.ts';
import { scalarOperand } from '../elementwise/scalarOperand.ts';
import { expand } from '../expand/expand.ts';
import { apply, defineOp, input, launch, type TensorSpec } from '../op.ts';
import applyWgsl from './where.wgsl';
import template from './whereMain.wgsl';

/** out = condition ? a : b over 4-byte words; an operand is zeros, one value or a value per element. */
const whereKernel = defineKernel({
  name: 'where',
  reads: { condition: 'vec4<u32>', a: 'vec4<u32>', b: 'vec4<u32>' },
  writes: { out: 'vec4<u32>' },
  params: { n: 'u32', mask: 'u32', aMode: 'u32', bMode: 'u32' },
  wgsl: `${applyWgsl}\n${template}`,
  workgroups: ({ n }) => Math.ceil(n / 1024),
  tasks: ({ n }) => Math.ceil(n / 1024),
  grain: () => 8,
  elementwise: {
    layout: 'flat',
    wgsl: applyWgsl,
    reads: ({ aMode, bMode }) => ['element', modeName(aMode), modeName(bMode)],
  },
});

const mode = { zeros: 0, single: 1, elements: 2 };

function modeName(value: number): ReadMode {
  if (value === mode.zeros) return 'none';
  return value === mode.single ? 'single' : 'element';
}

/** All of the result's shape, or an operand of one element. */
export const whereOp = defineOp<null>({
  name: 'where',
  kernels: [whereKernel],
  outputs: (specs) => {
    const [condition, a, b] = [input(specs, 0), input(specs, 1), input(specs, 2)];
    if (a.dtype !== b.dtype) {
      throw new CraftError(
        'dtype.mismatch',
        `where: expected both operands of one dtype but received ${a.dtype} ${formatShape(a.shape)} and ${b.dtype} ${formatShape(b.shape)}`,
      );
    }
    return [{ shape: condition.shape, dtype: a.dtype }];
  },
  forward: ({ inputs, outputs }) => {
    const [condition, a, b] = [input(inputs, 0), input(inputs, 1), input(inputs, 2)];
    select(condition, a, modeOf(a, condition), b, modeOf(b, condition), input(outputs, 0));
  },
  backward: ({ inputs, needs }, gradient) => {
    const condition = input(inputs, 0);
    const part = (i: 1 | 2): Tensor | null => {
      if (!needs[i]) return null;
      const full = emptyTensor(gradient.shape, 'f32', gradient.device);
      const [a, b] = i === 1 ? [mode.elements, mode.zeros] : [mode.zeros, mode.elements];
      select(condition, gradient, a, gradient, b, full);
      const reduced = sumTo(full, input(inputs, i).shape);
      if (reduced !== full) full.dispose();
      return reduced;
    };
    return [null, part(1), part(2)];
  },
  flops: (specs) => sizeOf(input(specs, 0).shape),
});

function select(condition: Tensor, a: Tensor, aMode: number, b: Tensor, bMode: number, out: Tensor): void {
  // A float is zero whatever its sign bit says.
  const mask = condition.dtype === 'f32' ? 0x7fffffff : 0xffffffff;
  launch(whereKernel, [condition, a, b], [out], { n: out.size, mask, aMode, bMode });
}

function modeOf(operand: TensorSpec, condition: TensorSpec): number {
  return sizeOf(operand.shape) === 1 && sizeOf(condition.shape) !== 1 ? mode.single : mode.elements;
}

/**
 * a where the condition is true (or not zero), b elsewhere, with broadcasting. The condition has any dtype, a
 * and b one; a number is of the other's dtype, two numbers are f32. Throws `dtype.mismatch` and
 * `shape.broadcast`.
 */
export function where(condition: Tensor, a: Tensor | number, b: Tensor | number): Tensor {
  const dtype = (typeof a !== 'number' && a.dtype) || (typeof b !== 'number' && b.dtype) || 'f32';
  const ta = scalarOperand('where', condition, a, dtype);
  const tb = scalarOperand('where', condition, b, dtype);
  const shape = broadcastShapes('where', broadcastShapes('where', condition.shape, ta.shape), tb.shape);
  const fit = (x: Tensor): Tensor => (x.size === 1 && x.rank === 0 ? x : spread(x, shape));
  return apply(whereOp, [spread(condition, shape), fit(ta), fit(tb)], null);
}

function spread(x: Tensor, shape: Shape): Tensor {
  return sameShape(x.shape, shape) ? x : expand(x, shape);
}

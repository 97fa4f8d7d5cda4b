/** What a user reads when shapes, axes or options of an operation do not fit. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  argmax,
  concat,
  openDevice,
  setDefaultDevice,
  split,
  stack,
  tensor,
  where,
  zeros,
  type Device,
} from '../../src/index.ts';
import { errorMessages } from './errorMessages.ts';

let device: Device;
beforeAll(async () => {
  device = await openDevice('cpu', { threads: 1 });
  setDefaultDevice(device);
});
afterAll(() => device.close());

const attempts: Readonly<Record<string, () => unknown>> = {
  'add of shapes that do not broadcast': () => zeros([4, 3]).add(zeros([4])),
  'mul of whole numbers': () => zeros([2], { dtype: 'i32' }).mul(zeros([2])),
  'a unary op of whole numbers': () => zeros([2], { dtype: 'i32' }).gelu(),
  'broadcasting that alternates too often': () =>
    zeros([2, 1, 2, 1, 2, 1, 2, 1, 2]).add(zeros([1, 2, 1, 2, 1, 2, 1, 2, 1])),
  'an unknown gelu': () => zeros([2]).gelu({ approximate: 'fast' as 'tanh' }),
  'pow with an infinite exponent': () => zeros([2]).pow(Infinity),
  'where with operands of two dtypes': () => where(zeros([2]), zeros([2]), tensor([1, 2], { dtype: 'i32' })),
  'expand to a shape that does not fit': () => zeros([3, 2]).expand([3, 4]),
  'reshape to another size': () => zeros([3, 2]).reshape(4, 2),
  'reshape with a free axis that does not divide': () => zeros([3, 2]).reshape(4, -1),
  'permute with an axis twice': () => zeros([3, 2]).permute(0, 0),
  'transpose of an axis that is not there': () => zeros([3, 2]).transpose(0, 2),
  'slice past the end': () => zeros([3, 2]).slice(0, 1, 4),
  'split into sizes that do not add up': () => split(zeros([3, 2]), [1, 1]),
  'split by no size': () => split(zeros([3, 2]), 0),
  'concat of nothing': () => concat([]),
  'concat of shapes that differ elsewhere': () => concat([zeros([3, 2]), zeros([3, 3])]),
  'stack of shapes that differ': () => stack([zeros([3]), zeros([4])]),
  'max over no elements': () => zeros([3, 0]).max(1),
  'argmax of an empty tensor': () => argmax(zeros([0])),
  'sum over an axis that is not there': () => zeros([3, 2]).sum(2),
};

test('operations say what does not fit', () => {
  expect(errorMessages(attempts)).toMatchInlineSnapshot(`
    "add of shapes that do not broadcast
      shape.broadcast: add: shapes [4, 3] and [4] do not broadcast (3 ≠ 4 at axis -1)
    mul of whole numbers
      dtype.mismatch: mul: expected the second operand of i32 but received f32 [2]
    a unary op of whole numbers
      dtype.mismatch: gelu: expected a tensor of f32 but received i32 [2]
    broadcasting that alternates too often
      shape.broadcast: add: broadcasting [2, 1, 2, 1, 2, 1, 2, 1, 2] with [1, 2, 1, 2, 1, 2, 1, 2, 1] alternates over more than four groups of axes
      hint: expand() one operand first
    an unknown gelu
      gelu.approximate: gelu: expected approximate to be 'none' or 'tanh' but received "fast"
    pow with an infinite exponent
      pow.exponent: pow: expected a finite number as exponent but received Infinity
    where with operands of two dtypes
      dtype.mismatch: where: expected both operands of one dtype but received f32 [2] and i32 [2]
    expand to a shape that does not fit
      shape.broadcast: expand: shape [3, 2] does not broadcast to [3, 4]
    reshape to another size
      shape.reshape: reshape: [3, 2] has 6 elements but [4, 2] has 8
    reshape with a free axis that does not divide
      shape.reshape: reshape: [3, 2] does not fit [4, -1]: expected one -1 and 6 elements divisible by 4
    permute with an axis twice
      shape.permute: permute: expected each of the 2 axes of [3, 2] once but received [0, 0]
    transpose of an axis that is not there
      shape.axis: transpose: expected an axis from -2 to 1 but received 2
    slice past the end
      shape.slice: slice: expected a range within the 3 positions of axis 0 of [3, 2] but received 1 to 4
    split into sizes that do not add up
      shape.split: split: expected sizes that add up to the 3 positions of axis 0 of [3, 2] but received [1,1]
    split by no size
      shape.split: split: expected sizes that add up to the 3 positions of axis 0 of [3, 2] but received 0
    concat of nothing
      shape.concat: concat: expected at least one tensor but received none
    concat of shapes that differ elsewhere
      shape.concat: concat: expected tensors that are alike but for axis 0 but received f32 [3, 2] and f32 [3, 3]
    stack of shapes that differ
      shape.stack: stack: expected tensors of one shape but received [3] and [4]
    max over no elements
      shape.empty: max: expected at least one element along axis 1 but received shape [3, 0]
    argmax of an empty tensor
      shape.empty: argmax: expected at least one element along axis 0 but received shape [0]
    sum over an axis that is not there
      shape.axis: sum: expected an axis from -2 to 1 but received 2"
  `);
});

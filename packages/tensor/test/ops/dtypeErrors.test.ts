/** What a user reads when an operation does not take a dtype or a number. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  openDevice,
  setDefaultDevice,
  tensor,
  where,
  writeRows,
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
  'sum of a bool and a float': () => tensor([true]).add(zeros([1])),
  'a fraction beside whole numbers': () => zeros([2], { dtype: 'i32' }).add(0.5),
  'a negative number beside u32': () => zeros([2], { dtype: 'u32' }).gt(-1),
  'comparison of two dtypes': () => zeros([2]).lt(zeros([2], { dtype: 'i32' })),
  'isNan of whole numbers': () => zeros([2], { dtype: 'i32' }).isNan(),
  'clamp to bounds in the wrong order': () => zeros([2]).clamp(1, 0),
  'norm of an unknown kind': () => zeros([2]).norm(0, { p: 3 }),
  'the largest size of nothing': () => zeros([0]).norm(0, { p: Infinity }),
  'running sum of bool': () => tensor([true]).cumsum(0),
  'running sum along an axis that is not there': () => zeros([2]).cumsum(1),
  'max of bool': () => tensor([true]).max(),
  'add of f16': () => zeros([2], { dtype: 'f16' }).add(1),
  'f16 as a condition': () => where(zeros([2], { dtype: 'f16' }), 1, 0),
  'f16 written to a cache': () => {
    writeRows(zeros([1, 2, 2], { dtype: 'f16' }), zeros([1, 1, 2], { dtype: 'f16' }), 0);
  },
  'a gradient for bool': () => tensor([true], { requiresGrad: true }),
  'bytes written to f32': () => {
    zeros([2]).write(new Uint8Array([1, 0]));
  },
};

test('operations say what they take', () => {
  expect(errorMessages(attempts)).toMatchInlineSnapshot(`
    "sum of a bool and a float
      dtype.mismatch: add: expected the first operand of f32, i32 or u32 but received bool [1]
    a fraction beside whole numbers
      dtype.value: add: expected a number that i32 holds but received 0.5
      hint: cast the tensor first: x.to('f32')
    a negative number beside u32
      dtype.value: gt: expected a number that u32 holds but received -1
      hint: cast the tensor first: x.to('f32')
    comparison of two dtypes
      dtype.mismatch: lt: expected the second operand of f32 but received i32 [2]
    isNan of whole numbers
      dtype.mismatch: isNan: expected a tensor of f32 but received i32 [2]
    clamp to bounds in the wrong order
      clamp.bounds: clamp: expected min ≤ max but received min 1 and max 0
    norm of an unknown kind
      norm.p: norm: expected p to be 1, 2 or Infinity but received 3
    the largest size of nothing
      shape.empty: norm: expected at least one element along axis 0 but received shape [0]
    running sum of bool
      dtype.mismatch: cumsum: expected a tensor of f32, i32 or u32 but received bool [1]
    running sum along an axis that is not there
      shape.axis: cumsum: expected an axis from -1 to 0 but received 1
    max of bool
      dtype.mismatch: max: expected a tensor of f32, i32 or u32 but received bool [1]
    add of f16
      dtype.mismatch: add: expected the first operand of f32, i32 or u32 but received f16 [2]
      hint: cast it first, x.to('f32'), or run inside autocast('f16', …), which does
    f16 as a condition
      dtype.mismatch: where: expected f32, i32, u32 or bool but received f16 [2]
      hint: cast it first, x.to('f32'), or run inside autocast('f16', …), which does
    f16 written to a cache
      dtype.mismatch: writeRows: expected f32, i32, u32 or bool but received f16 [1, 1, 2]
      hint: cast it first, x.to('f32'), or run inside autocast('f16', …), which does
    a gradient for bool
      autograd.dtype: requiresGrad: expected f32 or f16 but received bool
    bytes written to f32
      tensor.write: write: expected 2 values of f32 but received 2 of bool"
  `);
});

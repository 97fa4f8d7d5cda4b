/** What operations on positions say to wrong shapes, dtypes and counts. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  argsort,
  gather,
  indexSelect,
  oneHot,
  openDevice,
  scatterAdd,
  setDefaultDevice,
  sort,
  topK,
  zeros,
  type Device,
} from '../../src/index.ts';

let device: Device;
beforeAll(async () => {
  device = await openDevice('cpu', { threads: 1 });
  setDefaultDevice(device);
});
afterAll(() => device.close());

const floats = (...shape: number[]) => zeros(shape);
const ids = (...shape: number[]) => zeros(shape, { dtype: 'i32' });

test('gather and scatterAdd', () => {
  expect(() => gather(floats(2, 3), 1, floats(2, 3))).toThrowErrorMatchingInlineSnapshot(
    `[CraftError: gather: expected index of i32 but received f32 [2, 3]]`,
  );
  expect(() => gather(floats(2, 3), 1, ids(3, 3))).toThrowErrorMatchingInlineSnapshot(
    `[CraftError: gather: expected an index of x's shape [2, 3] but for axis 1 and received [3, 3]]`,
  );
  expect(() => gather(floats(2, 3), 2, ids(2, 3))).toThrowErrorMatchingInlineSnapshot(
    `[CraftError: gather: expected an axis from -2 to 1 but received 2]`,
  );
  expect(() => gather(floats(2, 0), 1, ids(2, 1))).toThrowErrorMatchingInlineSnapshot(
    `[CraftError: gather: expected at least one position along axis 1 but received x of shape [2, 0]]`,
  );
  expect(() => scatterAdd(floats(2, 3), 1, ids(2, 4), floats(2, 3))).toThrowErrorMatchingInlineSnapshot(
    `[CraftError: scatterAdd: expected index and source of one shape but received [2, 4] and [2, 3]]`,
  );
  expect(() => scatterAdd(ids(2, 3), 1, ids(2, 3), floats(2, 3))).toThrowErrorMatchingInlineSnapshot(
    `[CraftError: scatterAdd: expected x of f32 but received i32 [2, 3]]`,
  );
});

test('indexSelect and oneHot', () => {
  expect(() => indexSelect(floats(2, 3), 0, ids(2, 3))).toThrowErrorMatchingInlineSnapshot(
    `[CraftError: indexSelect: expected an index of shape [K] but received [2, 3]]`,
  );
  expect(() => indexSelect(floats(0, 3), 0, ids(2))).toThrowErrorMatchingInlineSnapshot(
    `[CraftError: indexSelect: expected at least one position along axis 0 but received x of shape [0, 3]]`,
  );
  expect(() => oneHot(floats(2), 3)).toThrowErrorMatchingInlineSnapshot(
    `[CraftError: oneHot: expected ids of i32 but received f32 [2]]`,
  );
  expect(() => oneHot(ids(2), -1)).toThrowErrorMatchingInlineSnapshot(
    `[CraftError: oneHot: expected a whole number of classes for ids [2] but received -1]`,
  );
});

test('sort and topK', () => {
  expect(() => sort(floats())).toThrowErrorMatchingInlineSnapshot(
    `[CraftError: axis -1 does not exist in shape [] of rank 0]`,
  );
  expect(() => sort(zeros([3], { dtype: 'u32' }))).toThrowErrorMatchingInlineSnapshot(
    `[CraftError: sort: expected x of f32 or i32 but received u32 [3]]`,
  );
  expect(() => argsort(floats())).toThrowErrorMatchingInlineSnapshot(
    `[CraftError: axis -1 does not exist in shape [] of rank 0]`,
  );
  expect(() => topK(floats(2, 3), 4)).toThrowErrorMatchingInlineSnapshot(
    `[CraftError: topK: expected k from 0 to 3 for x of shape [2, 3] but received 4]`,
  );
  expect(() => topK(ids(2, 3), 1)).toThrowErrorMatchingInlineSnapshot(
    `[CraftError: topK: expected x of f32 but received i32 [2, 3]]`,
  );
});

/** What the norms of channels and of sums say to wrong shapes and dtypes. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  addLayerNorm,
  addRmsNorm,
  groupNorm,
  openDevice,
  setDefaultDevice,
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

test('groupNorm', () => {
  expect(() => groupNorm(floats(2, 6, 3), 4)).toThrowErrorMatchingInlineSnapshot(
    `[CraftError: groupNorm: expected groups to divide the channels of [2, 6, 3] but received 4]`,
  );
  expect(() => groupNorm(floats(6), 2)).toThrowErrorMatchingInlineSnapshot(
    `[CraftError: groupNorm: expected x of shape [N, C, ...] but received [6]]`,
  );
  expect(() => groupNorm(floats(2, 6), 2, floats(2))).toThrowErrorMatchingInlineSnapshot(
    `[CraftError: groupNorm: expected weight of shape [6] for x of shape [2, 6] but received [2]]`,
  );
  expect(() => groupNorm(zeros([2, 6], { dtype: 'i32' }), 2)).toThrowErrorMatchingInlineSnapshot(
    `[CraftError: groupNorm: expected x of f32 but received i32 [2, 6]]`,
  );
});

test('addLayerNorm and addRmsNorm', () => {
  expect(() => addLayerNorm(floats(2, 3), floats(3), floats(3))).toThrowErrorMatchingInlineSnapshot(
    `[CraftError: addLayerNorm: expected x and residual of one shape but received [2, 3] and [3]]`,
  );
  expect(() => addLayerNorm(floats(2, 3), floats(2, 3), floats(2))).toThrowErrorMatchingInlineSnapshot(
    `[CraftError: addLayerNorm: expected weight of shape [3] for x of shape [2, 3] but received [2]]`,
  );
  expect(() =>
    addRmsNorm(floats(2, 3), zeros([2, 3], { dtype: 'i32' }), floats(3)),
  ).toThrowErrorMatchingInlineSnapshot(
    `[CraftError: addRmsNorm: expected residual of f32 but received i32 [2, 3]]`,
  );
});

/** What the losses say to wrong shapes, dtypes and options. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  binaryCrossEntropy,
  crossEntropy,
  huberLoss,
  klDivergence,
  mseLoss,
  openDevice,
  setDefaultDevice,
  smoothL1Loss,
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

test('other shapes and dtypes', () => {
  expect(() => mseLoss(floats(2, 3), floats(3))).toThrowErrorMatchingInlineSnapshot(
    `[CraftError: mseLoss: expected x and targets of one shape but received [2, 3] and [3]]`,
  );
  expect(() => mseLoss(floats(2), ids(2))).toThrowErrorMatchingInlineSnapshot(
    `[CraftError: mseLoss: expected targets of f32 but received i32 [2]]`,
  );
  expect(() => binaryCrossEntropy(ids(2), floats(2))).toThrowErrorMatchingInlineSnapshot(
    `[CraftError: binaryCrossEntropy: expected x of f32 but received i32 [2]]`,
  );
  expect(() =>
    binaryCrossEntropy(floats(4, 3), floats(4, 3), { posWeight: floats(4) }),
  ).toThrowErrorMatchingInlineSnapshot(
    `[CraftError: binaryCrossEntropy: expected posWeight of the last axes of [4, 3] but received [4]]`,
  );
  expect(() =>
    binaryCrossEntropy(floats(3), floats(3), { posWeight: ids(3) }),
  ).toThrowErrorMatchingInlineSnapshot(
    `[CraftError: binaryCrossEntropy: expected posWeight of f32 but received i32 [3]]`,
  );
  expect(() =>
    klDivergence(floats(), floats(), { reduction: 'batchMean' }),
  ).toThrowErrorMatchingInlineSnapshot(`[CraftError: axis 0 does not exist in shape [] of rank 0]`);
});

test('options out of range', () => {
  expect(() => huberLoss(floats(2), floats(2), { delta: 0 })).toThrowErrorMatchingInlineSnapshot(
    `[CraftError: huberLoss: expected delta above 0 but received 0]`,
  );
  expect(() => smoothL1Loss(floats(2), floats(2), { beta: -1 })).toThrowErrorMatchingInlineSnapshot(
    `[CraftError: smoothL1Loss: expected beta from 0 on but received -1]`,
  );
  expect(() =>
    crossEntropy(floats(2, 3), ids(2), { labelSmoothing: 1.5 }),
  ).toThrowErrorMatchingInlineSnapshot(
    `[CraftError: crossEntropy: expected labelSmoothing from 0 to 1 but received 1.5]`,
  );
});

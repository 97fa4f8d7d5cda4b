/** What a user reads when a copy's positions do not fit. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openDevice, setDefaultDevice, zeros, type Device } from '../../src/index.ts';
import { errorMessages } from './errorMessages.ts';

let device: Device;
beforeAll(async () => {
  device = await openDevice('cpu', { threads: 1 });
  setDefaultDevice(device);
});
afterAll(() => device.close());

const attempts: Readonly<Record<string, () => unknown>> = {
  'flip along an axis that is not there': () => zeros([3]).flip(1),
  'roll with too few shifts': () => zeros([3, 2]).roll(1, [0, 1]),
  'roll by half a position': () => zeros([3]).roll(0.5, 0),
  'tril of a vector': () => zeros([3]).tril(),
  'triu from a fraction': () => zeros([3, 3]).triu(0.5),
  'pad with an odd list': () => zeros([3]).pad([1]),
  'pad of more axes than there are': () => zeros([3]).pad([1, 1, 1, 1]),
  'pad by less than nothing': () => zeros([3]).pad([-1, 0]),
  'pad by a mirror that is too wide': () => zeros([3]).pad([3, 0], { mode: 'reflect' }),
  'repeat with too few numbers': () => zeros([3, 2]).repeat(2),
};

test('operations say what they take', () => {
  expect(errorMessages(attempts)).toMatchInlineSnapshot(`
    "flip along an axis that is not there
      shape.axis: flip: expected an axis from -1 to 0 but received 1
    roll with too few shifts
      shape.roll: roll: expected a whole number per axis but received shifts [1] for axes [0, 1]
    roll by half a position
      shape.roll: roll: expected a whole number per axis but received shifts [0.5] for axes [0]
    tril of a vector
      shape.matrix: tril: expected matrices [..., M, N] but received shape [3]
    triu from a fraction
      triu.diagonal: triu: expected a whole number as diagonal but received 0.5
    pad with an odd list
      shape.pad: pad: expected two non-negative whole numbers per axis, the last axis first, for shape [3] but received [1]
    pad of more axes than there are
      shape.pad: pad: expected two non-negative whole numbers per axis, the last axis first, for shape [3] but received [1, 1, 1, 1]
    pad by less than nothing
      shape.pad: pad: expected two non-negative whole numbers per axis, the last axis first, for shape [3] but received [-1, 0]
    pad by a mirror that is too wide
      shape.pad: pad: expected at most 2 positions to reflect at axis 0 of [3] but received 3 and 0
    repeat with too few numbers
      shape.repeat: repeat: expected a non-negative whole number for each of the 2 axes of [3, 2] or more but received [2]"
  `);
});

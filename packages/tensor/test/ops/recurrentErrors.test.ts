/** What a user reads when the operands of lstm, gru or a scan do not fit. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  gru,
  linearRecurrence,
  lstm,
  openDevice,
  segmentDecay,
  selectiveScan,
  setDefaultDevice,
  stateSpaceScan,
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

const x = () => zeros([2, 5, 3]);
const weightsOf = (gates: number) => ({ weightIh: zeros([gates * 4, 3]), weightHh: zeros([gates * 4, 4]) });

const attempts: Readonly<Record<string, () => unknown>> = {
  'an lstm of other features': () => lstm(zeros([2, 5, 2]), weightsOf(4)),
  'an lstm with weights of three gates': () => lstm(x(), weightsOf(3)),
  'an lstm without steps': () => lstm(zeros([2, 0, 3]), weightsOf(4)),
  'an lstm with a state for other sequences': () =>
    lstm(x(), weightsOf(4), { h: zeros([2, 4]), c: zeros([3, 4]) }),
  'a gru with weights of four gates': () => gru(x(), weightsOf(4)),
  'a gru with a hidden bias that does not fit': () => gru(x(), { ...weightsOf(3), biasHh: zeros([16]) }),
  'a selective scan with other channels': () =>
    selectiveScan(x(), x(), zeros([4, 2]), zeros([2, 5, 2]), zeros([2, 5, 2])),
  'a selective scan with a vector of decays': () =>
    selectiveScan(x(), x(), zeros([3]), zeros([2, 5, 2]), zeros([2, 5, 2])),
  'a selective scan of many states': () =>
    selectiveScan(x(), x(), zeros([3, 257]), zeros([2, 5, 257]), zeros([2, 5, 257])),
  'a recurrence with gates for other steps': () => linearRecurrence(zeros([2, 4, 3]), zeros([2, 5, 3])),
  'a recurrence with gates that alternate too often': () =>
    linearRecurrence(zeros([1, 2, 2, 1, 2, 1, 2]), zeros([1, 2, 2, 2, 2, 2, 2])),
  'decays of a long segment': () => segmentDecay(zeros([2, 257])),
  'a state-space scan of heads that do not fit the groups': () =>
    stateSpaceScan(
      zeros([1, 5, 3, 2]),
      zeros([1, 5, 3]),
      zeros([3]),
      zeros([1, 5, 2, 4]),
      zeros([1, 5, 2, 4]),
    ),
};

test('recurrent layers say what does not fit', () => {
  expect(errorMessages(attempts)).toMatchInlineSnapshot(`
    "an lstm of other features
      linear.features: linear: x [2, 5, 2] has 2 features but weight [16, 3] takes 3
    an lstm with weights of three gates
      recurrent.shape: lstm: expected gates [B, T, 4·H] with T ≥ 1, a hidden weight [4·H, H] and states [B, H] but received [2, 5, 12], [12, 4], [2, 4], [2, 4]
    an lstm without steps
      recurrent.shape: lstm: expected gates [B, T, 4·H] with T ≥ 1, a hidden weight [4·H, H] and states [B, H] but received [2, 0, 16], [16, 4], [2, 4], [2, 4]
    an lstm with a state for other sequences
      recurrent.shape: lstm: expected gates [B, T, 4·H] with T ≥ 1, a hidden weight [4·H, H] and states [B, H] but received [2, 5, 16], [16, 4], [2, 4], [3, 4]
    a gru with weights of four gates
      recurrent.shape: gru: expected gates [B, T, 3·H] with T ≥ 1, a hidden weight [3·H, H] and states [B, H] but received [2, 5, 16], [16, 4], [2, 4]
    a gru with a hidden bias that does not fit
      recurrent.shape: gru: expected a hidden bias [12] but received [16]
    a selective scan with other channels
      scan.shape: selectiveScan: expected u and delta [B, T, D], a [D, N], b and c [B, T, N] and a state [B, N, D] but received [2, 5, 3], [2, 5, 3], [4, 2], [2, 5, 2], [2, 5, 2], [2, 2, 3]
    a selective scan with a vector of decays
      scan.shape: selectiveScan: expected a [D, N] but received [3]
    a selective scan of many states
      scan.states: selectiveScan: expected from 1 to 256 states per channel but received 257
    a recurrence with gates for other steps
      recurrent.shape: linearRecurrence: expected x [B, T, …S], an initial state [B, …S] and gates [B, T, …] that repeat along at most two groups of S's axes but received [2, 5, 3], [2, 3], [2, 4, 3]
    a recurrence with gates that alternate too often
      recurrent.shape: linearRecurrence: expected x [B, T, …S], an initial state [B, …S] and gates [B, T, …] that repeat along at most two groups of S's axes but received [1, 2, 2, 2, 2, 2, 2], [1, 2, 2, 2, 2, 2], [1, 2, 2, 1, 2, 1, 2]
    decays of a long segment
      segmentDecay.length: segmentDecay: expected a last axis of at most 256 but received [2, 257]
    a state-space scan of heads that do not fit the groups
      scan.shape: stateSpaceScan: expected x [B, T, H, P] with T ≥ 1, dt [B, T, H], a [H], b and c [B, T, G, N] with H a multiple of G but received [1, 5, 3, 2], [1, 5, 3], [3], [1, 5, 2, 4], [1, 5, 2, 4]"
  `);
});

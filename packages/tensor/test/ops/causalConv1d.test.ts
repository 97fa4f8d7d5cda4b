/** A sequence in pieces, each with the state that the one before left, is the sequence at once. */
import { expect, test } from 'vitest';
import { causalConv1d, causalConv1dState, concat, scope, uniform } from '../../src/index.ts';
import { eachDevice } from '../eachDevice.ts';

eachDevice((device) => {
  test.each([[[1, 1, 1, 1, 1, 1]], [[2, 4]], [[5, 1]], [[3, 0, 3]]])('pieces of %j', async (lengths) => {
    const { whole, pieces } = scope(() => {
      const on = { device: device(), seed: 1, low: -1 };
      const x = uniform([2, 6, 5], on);
      const weight = uniform([5, 4], { ...on, stream: 1 });
      const bias = uniform([5], { ...on, stream: 2 });
      const whole = causalConv1d(x, weight, bias, { activation: 'silu' });
      let state = causalConv1dState(x.slice(1, 0, 0), 4);
      let at = 0;
      const outs = lengths.map((length) => {
        const piece = x.slice(1, at, at + length);
        at += length;
        const out = causalConv1d(piece, weight, bias, { activation: 'silu', initialState: state });
        state = causalConv1dState(piece, 4, state);
        return out;
      });
      return { whole, pieces: concat(outs, 1) };
    });
    expect(await pieces.data()).toEqual(await whole.data());
    whole.dispose();
    pieces.dispose();
  });
});

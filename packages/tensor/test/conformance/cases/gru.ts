import { concat, gru } from '../../../src/index.ts';
import { recurrentCases } from '../recurrentCases.ts';

const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));

export const cases = recurrentCases({
  op: 'gru',
  gates: 3,
  states: 1,
  cell: (x, h, [before = NaN]) => {
    const r = sigmoid(x(0) + h(0));
    const z = sigmoid(x(1) + h(1));
    return [(1 - z) * Math.tanh(x(2) + r * h(2)) + z * before];
  },
  run: (x, [weightIh, weightHh], [biasIh = null, biasHh = null], [h]) => {
    const found = gru(x, { weightIh, weightHh, biasIh, biasHh }, h);
    return concat([found.output, found.h.reshape(x.shape[0] ?? 0, 1, weightHh.shape[1] ?? 0)], 1);
  },
});

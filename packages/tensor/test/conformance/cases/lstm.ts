import { concat, lstm } from '../../../src/index.ts';
import { recurrentCases } from '../recurrentCases.ts';

const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));

export const cases = recurrentCases({
  op: 'lstm',
  gates: 4,
  states: 2,
  cell: (x, h, [, c = NaN]) => {
    const [i, f, , o] = [0, 1, 2, 3].map((gate) => sigmoid(x(gate) + h(gate))) as [
      number,
      number,
      number,
      number,
    ];
    const next = f * c + i * Math.tanh(x(2) + h(2));
    return [o * Math.tanh(next), next];
  },
  run: (x, [weightIh, weightHh], [biasIh = null, biasHh = null], [h, c]) => {
    const found = lstm(x, { weightIh, weightHh, biasIh, biasHh }, h && c ? { h, c } : undefined);
    const { batch, hidden } = { batch: x.shape[0] ?? 0, hidden: weightHh.shape[1] ?? 0 };
    return concat([found.output, found.h.reshape(batch, 1, hidden), found.c.reshape(batch, 1, hidden)], 1);
  },
});

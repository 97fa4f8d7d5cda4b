import { expect, test } from 'vitest';
import { compile, lerpInto, tensor, variable, zeros } from '../../src/index.ts';
import { eachDevice } from '../eachDevice.ts';

eachDevice((device) => {
  test('lerpInto moves by a share of what is between, read anew in a compiled step', async () => {
    const on = { device: device() };
    const n = 1307;
    const start = Float32Array.from({ length: n }, (_, i) => Math.sin(i));
    const goal = Float32Array.from({ length: n }, (_, i) => Math.cos(i * 3));
    const [out, x, weight] = [tensor(start, on), tensor(goal, on), variable(0.25)];
    const step = compile(() => lerpInto(out, x, weight), on);
    step();
    weight.value = 0.5;
    step();
    const got = await out.data();
    start.forEach((before, i) => {
      const first = before + ((goal[i] ?? NaN) - before) * 0.25;
      expect(got[i]).toBeCloseTo(first + ((goal[i] ?? NaN) - first) * 0.5, 6);
    });
    step.dispose();
    const other = zeros([3], on);
    expect(() => lerpInto(out, other, 0.5)).toThrowErrorMatchingInlineSnapshot(
      `[CraftError: lerpInto: expected x of out's shape [1307] but received [3]]`,
    );
    for (const one of [out, x, other]) one.dispose();
  });
});

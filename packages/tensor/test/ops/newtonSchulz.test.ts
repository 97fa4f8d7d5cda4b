import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { newtonSchulz, tensor, zeros } from '../../src/index.ts';
import { expectClose } from '../conformance/expectClose.ts';
import { eachDevice } from '../eachDevice.ts';

/** Keller Jordan's iteration in f64 by PyTorch (tools/reference/optimizers.py). */
interface Figures {
  readonly shape: number[];
  readonly steps: number;
  readonly g: number[];
  readonly output: number[];
}

const path = new URL('../fixtures/newtonSchulz.json', import.meta.url);
const cases = JSON.parse(readFileSync(path, 'utf8')) as Figures[];

eachDevice((device) => {
  test.each(cases)('$shape, $steps steps, against PyTorch', async ({ shape, steps, g, output }) => {
    const x = tensor(g, { shape, device: device(), requiresGrad: true });
    const live = device().memory().liveBuffers;
    const got = newtonSchulz(x, steps);
    expect(got.shape).toEqual(shape);
    expect(got.requiresGrad).toBe(false);
    expectClose('newtonSchulz', await got.data(), output, 1e-4);
    got.dispose();
    expect(device().memory().liveBuffers).toBe(live);
    x.dispose();
  });

  test('brings the singular values of a tall matrix near 1', async () => {
    const [rows, columns] = [40, 12];
    const values = Float32Array.from({ length: rows * columns }, (_, i) => Math.sin(i * i));
    const x = tensor(values, { shape: [rows, columns], device: device() });
    const y = newtonSchulz(x);
    const gram = y.transpose().matmul(y);
    // Every eigenvalue of YᵀY is a squared singular value: their mean is the trace over their number.
    const got = await gram.data();
    let trace = 0;
    for (let i = 0; i < columns; i++) trace += got[i * columns + i] ?? NaN;
    expect(trace / columns).toBeGreaterThan(0.6);
    expect(trace / columns).toBeLessThan(1.3);
    for (const one of [x, y, gram]) one.dispose();
  });

  test('a zero matrix stays one; wrong ranks and steps are refused', async () => {
    const x = zeros([2, 3], { device: device() });
    const y = newtonSchulz(x);
    expect([...(await y.data())]).toEqual([0, 0, 0, 0, 0, 0]);
    y.dispose();
    x.dispose();
    expect(() => newtonSchulz(zeros([3], { device: device() }))).toThrowErrorMatchingInlineSnapshot(
      `[CraftError: newtonSchulz: expected g of rank 2 or more but received shape [3]]`,
    );
    expect(() => newtonSchulz(zeros([3, 3], { device: device() }), 1.5)).toThrowErrorMatchingInlineSnapshot(
      `[CraftError: newtonSchulz: expected a whole number of steps from 0 on but received 1.5]`,
    );
  });
});

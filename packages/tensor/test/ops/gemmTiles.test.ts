import { describe, expect, it } from 'vitest';
import { type BodyName, linear, matmul, openDevice, tensor, uniform } from '../../src/index.ts';
import { describeWebgpu } from '../backend/webgpuDevice.ts';

/** Bodies that few adapters take unless they were measured to be faster; the conformance suite runs the others. */
const tiles: readonly BodyName[] = ['tall', 'small', 'software'];

/** Beyond one tile in every direction: once with rows of whole vectors and once not, in two layouts each. */
const products = [
  { sizes: [130, 70, 35], transposeA: false, transposeB: false },
  { sizes: [130, 70, 35], transposeA: true, transposeB: true },
  { sizes: [132, 68, 36], transposeA: false, transposeB: true },
  { sizes: [132, 68, 36], transposeA: true, transposeB: false },
] as const;

describeWebgpu('bodies of gemm', () => {
  describe.each(tiles)('%s', (kernels) => {
    it('multiply as f64 does, in layouts of whole vectors and others', async () => {
      const device = await openDevice('webgpu', { kernels });
      for (const { sizes, transposeA, transposeB } of products) {
        const [m, n, k] = sizes;
        const a = uniform(transposeA ? [2, k, m] : [2, m, k], { seed: 1, low: -1, high: 1, device });
        const b = uniform(transposeB ? [2, n, k] : [2, k, n], { seed: 2, low: -1, high: 1, device });
        const out = matmul(a, b, { transposeA, transposeB });
        const [left, right, result] = [await a.data(), await b.data(), await out.data()];
        let worst = 0;
        for (let i = 0; i < 2 * m * n; i++) {
          const [batch, row, column] = [Math.floor(i / (m * n)), Math.floor((i % (m * n)) / n), i % n];
          let sum = 0;
          for (let s = 0; s < k; s++) {
            const x = left[batch * m * k + (transposeA ? s * m + row : row * k + s)] ?? NaN;
            sum += x * (right[batch * k * n + (transposeB ? column * k + s : s * n + column)] ?? NaN);
          }
          worst = Math.max(worst, Math.abs(sum - (result[i] ?? NaN)));
        }
        expect(worst).toBeLessThan(2e-6 * k);
      }
      await device.close();
    });

    it('apply an activation to what they store', async () => {
      const device = await openDevice('webgpu', { kernels });
      const x = tensor([1, 2, 3, 4, 5, 6], { shape: [3, 2], device });
      const weight = tensor([1, -1, -1, 1], { shape: [2, 2], device });
      const bias = tensor([0.5, -2], { device });
      const out = linear(x, weight, bias, { activation: 'relu' });
      expect([...(await out.data())]).toEqual([0, 0, 0, 0, 0, 0]);
      const other = linear(x, weight, tensor([2, 0.25], { device }), { activation: 'relu' });
      expect([...(await other.data())]).toEqual([1, 1.25, 1, 1.25, 1, 1.25]);
      await device.close();
    });
  });
});

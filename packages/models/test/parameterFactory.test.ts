import { openDevice, type Device } from '@craft/tensor';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ParameterFactory } from '../src/index.ts';

let device: Device;
beforeAll(async () => {
  device = await openDevice('cpu', { threads: 1 });
});
afterAll(() => device.close());

describe('ParameterFactory', () => {
  test('draws by seed and dotted name, whatever else was drawn', async () => {
    const make = (seed: number) => new ParameterFactory({ seed, device });
    const root = make(1);
    const weight = await root.at('blocks').at(0).normal('weight', [8], 1).data();
    root.normal('other', [3], 1);
    expect(await root.at('blocks').at(0).normal('weight', [8], 1).data()).toEqual(weight);
    expect(await root.at('blocks').at(1).normal('weight', [8], 1).data()).not.toEqual(weight);
    expect(await make(2).at('blocks').at(0).normal('weight', [8], 1).data()).not.toEqual(weight);
  });

  test('makes parameters: with gradient, of the standard deviation asked for', async () => {
    const parameter = new ParameterFactory({ seed: 3, device }).normal('weight', [300, 300], 0.5);
    expect(parameter.requiresGrad).toBe(true);
    const values = Array.from(await parameter.data());
    const mean = values.reduce((sum, x) => sum + x, 0) / values.length;
    const variance = values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / values.length;
    expect(Math.abs(mean)).toBeLessThan(0.02);
    expect(Math.sqrt(variance)).toBeCloseTo(0.5, 2);
    expect(Array.from(await new ParameterFactory({ seed: 3, device }).constant([2], 1).data())).toEqual([
      1, 1,
    ]);
  });
});

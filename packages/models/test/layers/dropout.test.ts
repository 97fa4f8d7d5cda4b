import { ones, randomScope } from '@craft/tensor';
import { describe, expect, test } from 'vitest';
import { Dropout } from '../../src/index.ts';
import { eachDevice } from '../eachDevice.ts';

describe('Dropout', () => {
  eachDevice((device) => {
    test('drops while training, by the seed and step around it, and never otherwise', async () => {
      const layer = new Dropout(0.25);
      const x = ones([4000], { device: device() });
      const run = async (step: number) =>
        Array.from(await randomScope({ seed: 1, step }, () => layer.forward(x)).data());
      const first = await run(0);
      const dropped = first.filter((value) => value === 0).length;
      expect(dropped / 4000).toBeCloseTo(0.25, 1);
      expect(new Set(first)).toEqual(new Set([0, Math.fround(1 / 0.75)]));
      expect(await run(0)).toEqual(first);
      expect(await run(1)).not.toEqual(first);
      layer.eval();
      expect(layer.forward(x)).toBe(x);
    });
  });
});

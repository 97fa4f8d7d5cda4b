import { describe, expect, test } from 'vitest';
import { dropout, isCraftError, ones, philox, randomScope } from '../../src/index.ts';
import { eachDevice } from '../eachDevice.ts';

eachDevice((device) => {
  describe('dropout', () => {
    const seed = 2 ** 35 + 77;
    const step = 123456789;

    test('draws exactly the words of the host', async () => {
      const x = ones([1024], { device: device() });
      for (let i = 0; i < 1024; i += 53) {
        const key = [seed % 2 ** 32, Math.floor(seed / 2 ** 32)] as const;
        const word = philox(key, [Math.floor(i / 4), 0, step, 0])[i % 4] ?? NaN;
        // At its own word the element is kept, one above it is not: the words are equal.
        const [at, above] = [0, 1].map((more) =>
          randomScope({ seed, step }, () => dropout(x, (word + more) / 2 ** 32)),
        );
        expect((await at?.data())?.[i]).not.toBe(0);
        expect((await above?.data())?.[i]).toBe(0);
        at?.dispose();
        above?.dispose();
      }
      x.dispose();
    });

    test('has the right rate, and other masks for other calls, steps and seeds', async () => {
      const x = ones([40000], { device: device() });
      const masks = [
        ...randomScope({ seed: 1, step: 0 }, () => [dropout(x, 0.3), dropout(x, 0.3)]),
        randomScope({ seed: 1, step: 1 }, () => dropout(x, 0.3)),
        randomScope({ seed: 2, step: 0 }, () => dropout(x, 0.3)),
        randomScope({ seed: 1, step: 0 }, () => dropout(x, 0.3)),
      ];
      const kept = await Promise.all(
        masks.map(async (mask) => Array.from(await mask.data(), (y) => y !== 0)),
      );
      for (const mask of kept) {
        expect(Math.abs(mask.filter(Boolean).length / 40000 - 0.7)).toBeLessThan(0.01);
      }
      const agreement = (a: number, b: number) =>
        (kept[a] ?? []).filter((one, i) => one === kept[b]?.[i]).length / 40000;
      // Independent masks agree in 0.7² + 0.3² of the places.
      for (const [a, b] of [
        [0, 1],
        [0, 2],
        [0, 3],
        [1, 2],
      ] as const) {
        expect(Math.abs(agreement(a, b) - 0.58)).toBeLessThan(0.015);
      }
      expect(agreement(0, 4)).toBe(1);
      for (const one of [x, ...masks]) one.dispose();
    });

    test('needs a scope and a probability', () => {
      const x = ones([2], { device: device() });
      const messages = [0.5, 1.5, NaN].map((p) => {
        try {
          dropout(x, p);
          return 'no error';
        } catch (error) {
          return isCraftError(error)
            ? `${error.code}: ${error.message} (${error.hint ?? 'no hint'})`
            : String(error);
        }
      });
      x.dispose();
      expect(messages).toMatchInlineSnapshot(`
        [
          "random.noScope: dropout: expected to run inside a randomScope, which seeds it (wrap the step in randomScope({ seed, step }, () => …), or use p = 0)",
          "dropout.probability: dropout: expected a probability from 0 to 1 but received 1.5 (no hint)",
          "dropout.probability: dropout: expected a probability from 0 to 1 but received NaN (no hint)",
        ]
      `);
    });
  });
});

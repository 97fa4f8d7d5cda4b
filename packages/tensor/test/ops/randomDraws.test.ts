/** Numbers drawn on a device: exactly those of the host's Philox, and as random as they should be. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  bernoulli,
  compile,
  full,
  isCraftError,
  multinomial,
  openDevice,
  permutation,
  randn,
  randomIntegers,
  randomScope,
  setDefaultDevice,
  tensor,
  uniform,
  variable,
  type Device,
  type Scalar,
  type Tensor,
} from '../../src/index.ts';
import { erf } from '../conformance/erf.ts';
import { eachDevice } from '../eachDevice.ts';
import { hostUnits, hostWords } from '../hostDraws.ts';

const key = { seed: 2 ** 40 + 77, step: 123456789 };

eachDevice((device) => {
  const draw = async (make: () => Tensor): Promise<number[]> => {
    const live = device().memory().liveBuffers;
    const made = randomScope(key, make);
    const values = Array.from(await made.data());
    made.dispose();
    expect(device().memory().liveBuffers).toBe(live);
    return values;
  };
  const on = () => ({ device: device() });

  describe('is what the host draws', () => {
    test('uniform', async () => {
      for (const n of [0, 1, 7, 5003]) {
        expect(await draw(() => uniform([n], on()))).toEqual(hostUnits(n, key));
      }
      const between = await draw(() => uniform([1000], { ...on(), low: -3, high: 5 }));
      hostUnits(1000, key).forEach((u, i) => expect(between[i]).toBeCloseTo(-3 + 8 * u, 5));
    });

    test('uniform stays below its upper bound', async () => {
      // One ulp at 2^20 is 1/8: most draws would be rounded up to the bound.
      const [low, high] = [2 ** 20, 2 ** 20 + 0.125];
      const values = await draw(() => uniform([1000], { ...on(), low, high }));
      expect(new Set(values)).toEqual(new Set([low]));
      const below = await draw(() => uniform([1000], { ...on(), low: -1e-30, high: 0 }));
      expect(Math.max(...below)).toBeLessThan(0);
    });

    test('randn', async () => {
      const n = 5003;
      const units = hostUnits(n + 1, key);
      const values = await draw(() => randn([n], { ...on(), mean: 2, std: 3 }));
      const far = values.map((value, i) => {
        const [u = NaN, v = NaN] = units.slice(i & ~1);
        const angle = 2 * Math.PI * (v - 0.5);
        const radius = Math.sqrt(-2 * Math.log(1 - u));
        const wanted = 2 + 3 * radius * (i % 2 === 0 ? Math.cos(angle) : Math.sin(angle));
        return Math.abs(value - wanted) / (1 + Math.abs(wanted));
      });
      expect(Math.max(...far)).toBeLessThan(2e-6);
    });

    test('randomIntegers', async () => {
      const words = hostWords(5003, key);
      expect(await draw(() => randomIntegers([5003], { ...on(), low: -5, high: 12 }))).toEqual(
        words.map((word) => -5 + Math.floor((word * 17) / 2 ** 32)),
      );
      expect(await draw(() => randomIntegers([9], { ...on(), low: -(2 ** 31), high: 2 ** 31 }))).toEqual(
        words.slice(0, 9).map((word) => word - 2 ** 31),
      );
    });

    test('permutation', async () => {
      for (const n of [0, 1, 9, 3001]) {
        const words = hostWords(n, key);
        const order = words.map((_, i) => i).sort((i, j) => (words[i] ?? 0) - (words[j] ?? 0) || i - j);
        expect(await draw(() => permutation(n, on()))).toEqual(order);
      }
    });
  });

  test('every call draws anew, in the order of the calls', async () => {
    const both = randomScope(key, () => [uniform([8], on()), uniform([8], on())]);
    for (const [opIndex, made] of both.entries()) {
      expect(Array.from(await made.data())).toEqual(hostUnits(8, { ...key, opIndex }));
      made.dispose();
    }
  });

  test('draws anew at each run of a compiled step', async () => {
    const step = variable(0);
    const seed = 11;
    const draws = (at: number | Scalar) =>
      randomScope({ seed, step: at }, () => ({
        units: uniform([9], on()),
        normal: randn([9], on()),
        order: permutation(300, on()),
        picks: multinomial(full([2, 70], 1, on()), 3),
      }));
    const compiled = compile(() => draws(step), on());
    for (step.value = 0; step.value < 3; step.value++) {
      const [got, wanted] = [compiled(), draws(step.value)];
      for (const name of ['units', 'normal', 'order', 'picks'] as const) {
        expect(await got[name].data(), `${name} of step ${step.value}`).toEqual(await wanted[name].data());
        got[name].dispose();
        wanted[name].dispose();
      }
    }
    expect(compiled.traces).toBe(1);
    compiled.dispose();
  });
});

describe('statistics', () => {
  let device: Device;
  beforeAll(async () => {
    device = await openDevice('cpu', { threads: 1 });
    setDefaultDevice(device);
  });
  afterAll(() => device.close());

  const draw = async (make: () => Tensor): Promise<number[]> =>
    Array.from(await randomScope({ seed: 7, step: 1 }, make).data());
  const n = 100_000;
  const mean = (values: readonly number[]) => values.reduce((sum, x) => sum + x, 0) / values.length;

  /** Σ (seen − expected)² / expected; its mean is the number of bins less one, its variance twice that. */
  const chiSquare = (values: readonly number[], chances: readonly number[], bin: (x: number) => number) => {
    const seen = chances.map(() => 0);
    for (const value of values) {
      const b = bin(value);
      seen[b] = (seen[b] ?? NaN) + 1;
    }
    return chances.reduce((sum, chance, b) => {
      const expected = chance * values.length;
      return sum + ((seen[b] ?? NaN) - expected) ** 2 / expected;
    }, 0);
  };
  const even = (bins: number) => Array.from({ length: bins }, () => 1 / bins);

  test('uniform', async () => {
    const values = await draw(() => uniform([n]));
    expect(Math.abs(mean(values) - 1 / 2)).toBeLessThan(0.004);
    expect(Math.abs(mean(values.map((x) => (x - 0.5) ** 2)) - 1 / 12)).toBeLessThan(0.001);
    expect(chiSquare(values, even(50), (x) => Math.floor(x * 50))).toBeLessThan(49 + 4 * Math.sqrt(98));
    // Neighbours do not know of one another.
    const products = values.slice(1).map((x, i) => (x - 0.5) * ((values[i] ?? NaN) - 0.5));
    expect(Math.abs(mean(products))).toBeLessThan(0.0012);
  });

  test('randn', async () => {
    const values = await draw(() => randn([n]));
    expect(Math.abs(mean(values))).toBeLessThan(0.013);
    expect(Math.abs(mean(values.map((x) => x ** 2)) - 1)).toBeLessThan(0.018);
    expect(Math.abs(mean(values.map((x) => x ** 3)))).toBeLessThan(0.05);
    expect(Math.abs(mean(values.map((x) => x ** 4)) - 3)).toBeLessThan(0.13);
    const below = (x: number) => (1 + erf(x / Math.SQRT2)) / 2;
    const edges = Array.from({ length: 25 }, (_, i) => -3 + i * 0.25);
    const chances = [...edges, Infinity].map((edge, i) => {
      const upper = edge === Infinity ? 1 : below(edge);
      return upper - (i === 0 ? 0 : below(edges[i - 1] ?? NaN));
    });
    const bin = (x: number) => Math.min(25, Math.max(0, Math.floor((x + 3) / 0.25) + 1));
    expect(chiSquare(values, chances, bin)).toBeLessThan(25 + 4 * Math.sqrt(50));
    // Both of a pair, and neighbouring pairs.
    for (const lag of [1, 2, 3]) {
      const products = values.slice(lag).map((x, i) => x * (values[i] ?? NaN));
      expect(Math.abs(mean(products))).toBeLessThan(0.014);
    }
  });

  test('bernoulli', async () => {
    const values = await draw(() => bernoulli(full([n], 0.3)));
    expect(Math.abs(mean(values) - 0.3)).toBeLessThan(0.006);
    const flags = randomScope({ seed: 7, step: 1 }, () => bernoulli(full([n], 0.3), { dtype: 'bool' }));
    expect(flags.dtype).toBe('bool');
    expect(Array.from(await flags.data())).toEqual(values);
  });

  test('randomIntegers', async () => {
    const values = await draw(() => randomIntegers([n], { low: 3, high: 20 }));
    expect(chiSquare(values, even(17), (x) => x - 3)).toBeLessThan(16 + 4 * Math.sqrt(32));
  });

  test('permutation', async () => {
    // Where 0 ends up in many permutations of ten.
    const places: number[] = [];
    for (let step = 0; step < 2000; step++) {
      const order = randomScope({ seed: 3, step }, () => permutation(10));
      const values = Array.from(await order.data());
      expect([...values].sort((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
      places.push(values.indexOf(0));
      order.dispose();
    }
    expect(chiSquare(places, even(10), (x) => x)).toBeLessThan(9 + 4 * Math.sqrt(18));
  });

  test('multinomial', async () => {
    const chances = [0.1, 0.2, 0.05, 0.4, 0.25];
    const weights = tensor(chances.map((chance) => chance * 3));
    const many = await draw(() => multinomial(weights, n, { replacement: true }));
    expect(chiSquare(many, chances, (x) => x)).toBeLessThan(4 + 4 * Math.sqrt(8));
    // The first of two draws without replacement has the same chances, and the second what is left.
    const rows = full([n, 1], 3).mul(tensor([chances]));
    const pairs = await draw(() => multinomial(rows, 2));
    const firsts = pairs.filter((_, i) => i % 2 === 0);
    const seconds = pairs.filter((_, i) => i % 2 === 1);
    expect(chiSquare(firsts, chances, (x) => x)).toBeLessThan(4 + 4 * Math.sqrt(8));
    const left = chances.map((chance, i) =>
      chances.reduce((sum, first, k) => (k === i ? sum : sum + (first * chance) / (1 - first)), 0),
    );
    expect(chiSquare(seconds, left, (x) => x)).toBeLessThan(4 + 4 * Math.sqrt(8));
    expect(firsts.some((first, i) => first === seconds[i])).toBe(false);
  });

  test('needs a scope and sensible arguments', () => {
    const inScope = (make: () => unknown) => () => randomScope({ seed: 0, step: 0 }, make);
    const wrong = [
      () => randn([2]),
      () => uniform([2]),
      () => permutation(3),
      () => bernoulli(full([2], 0.5)),
      inScope(() => bernoulli(full([2], 1, { dtype: 'i32' }))),
      inScope(() => randomIntegers([2], { low: 3, high: 3 })),
      inScope(() => randomIntegers([2], { high: 2 ** 32 })),
      inScope(() => permutation(1.5)),
      inScope(() => multinomial(full([2, 3], 1), 4)),
      inScope(() => multinomial(full([2, 0], 1), 1, { replacement: true })),
      inScope(() => multinomial(full([2], 1, { dtype: 'i32' }), 1)),
    ];
    const messages = wrong.map((make) => {
      try {
        make();
        return 'no error';
      } catch (error) {
        return isCraftError(error) ? `${error.code}: ${error.message}` : String(error);
      }
    });
    expect(messages).toMatchInlineSnapshot(`
      [
        "random.noScope: randn: expected to run inside a randomScope, which seeds it",
        "random.noScope: uniform: expected to run inside a randomScope, which seeds it",
        "random.noScope: permutation: expected to run inside a randomScope, which seeds it",
        "random.noScope: bernoulli: expected to run inside a randomScope, which seeds it",
        "dtype.mismatch: bernoulli: expected p of f32 but received i32 [2]",
        "random.range: randomIntegers: expected whole numbers low < high from −2³¹ to 2³¹ but received 3 and 3",
        "random.range: randomIntegers: expected whole numbers low < high from −2³¹ to 2³¹ but received 0 and 4294967296",
        "random.range: permutation: expected a whole number from 0 on but received 1.5",
        "multinomial.samples: multinomial: expected samples from 0 to 3 for weights of shape [2, 3] but received 4",
        "multinomial.samples: multinomial: expected samples from 0 to 0 for weights of shape [2, 0] but received 1",
        "dtype.mismatch: multinomial: expected weights of f32 but received i32 [2]",
      ]
    `);
  });
});

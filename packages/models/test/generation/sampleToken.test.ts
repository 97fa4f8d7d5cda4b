import { describe, expect, test } from 'vitest';
import { sampleToken, type SamplingOptions } from '../../src/index.ts';

const logits = [1, 3, 2, 3, -1].map(Math.fround);

/** How often each token is drawn in 4,000 positions. */
function frequencies(options: SamplingOptions): number[] {
  const counts = logits.map(() => 0);
  for (let position = 0; position < 4000; position++) {
    const id = sampleToken(logits, position, { seed: 5, ...options });
    counts[id] = (counts[id] ?? 0) + 1 / 4000;
  }
  return counts;
}

function softmax(temperature: number): number[] {
  const weights = logits.map((logit) => Math.exp(logit / temperature));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => weight / total);
}

function expectNear(got: number[], expected: number[]): void {
  got.forEach((frequency, id) =>
    expect(Math.abs(frequency - (expected[id] ?? 0)), `token ${id}`).toBeLessThan(0.025),
  );
}

describe('sampleToken', () => {
  test('temperature 0 takes the likeliest, of equals the first', () => {
    expect(frequencies({ temperature: 0 })[1]).toBeCloseTo(1);
    expect(frequencies({ topK: 1 })[1]).toBeCloseTo(1);
  });

  test('follows the softmax at a temperature', () => {
    expectNear(frequencies({}), softmax(1));
    expectNear(frequencies({ temperature: 3 }), softmax(3));
  });

  test('topK keeps the k likeliest', () => {
    const p = softmax(1);
    const kept = (p[1] ?? 0) + (p[2] ?? 0) + (p[3] ?? 0);
    expectNear(frequencies({ topK: 3 }), [0, (p[1] ?? 0) / kept, (p[2] ?? 0) / kept, (p[3] ?? 0) / kept, 0]);
    expectNear(frequencies({ topK: 99 }), p);
  });

  test('topP keeps the fewest that reach the probability, at least one', () => {
    expectNear(frequencies({ topP: 0.5 }), [0, 0.5, 0, 0.5, 0]);
    expect(frequencies({ topP: 1e-9 })[1]).toBeCloseTo(1);
    expectNear(frequencies({ topP: 1 }), softmax(1));
    expect(frequencies({ topK: 2, topP: 0.4 })[1]).toBeCloseTo(1);
  });

  test('depends on seed and position alone', () => {
    const draw = (seed: number, position: number) => sampleToken(logits, position, { seed, temperature: 5 });
    const row = (seed: number) => Array.from({ length: 50 }, (_, position) => draw(seed, position));
    expect(row(1)).toEqual(row(1));
    expect(row(1)).not.toEqual(row(2));
    expect(new Set(row(1)).size).toBeGreaterThan(2);
  });

  test('refuses logits that are no numbers', () => {
    expect(() => sampleToken([1, NaN], 7, {})).toThrowErrorMatchingInlineSnapshot(
      `[CraftError: generate: expected finite logits but token 1 at position 7 has NaN]`,
    );
    expect(() => sampleToken([Infinity, 1], 7, {})).toThrowErrorMatchingInlineSnapshot(
      `[CraftError: generate: expected finite logits but token 0 at position 7 has Infinity]`,
    );
  });
});

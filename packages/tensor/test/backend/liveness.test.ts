import { describe, expect, test } from 'vitest';
import { lowerBound, planArena, planBuffers } from '../../src/backend/liveness.ts';
import type { Lifetime } from '../../src/backend/plan.ts';
import { Random } from '../../src/index.ts';

/** Lifetimes as a training step has them: forward results live until their backward, others briefly. */
function likeTraining(seed: number): Lifetime[] {
  const random = new Random(seed, 0);
  const layers = 5 + random.integer(20);
  const size = () => 64 * (1 + random.integer(200));
  const last = 4 * layers;
  return Array.from({ length: layers }, (_, i) => [
    { byteLength: size(), first: 2 * i, last: last - 2 * i },
    { byteLength: size(), first: 2 * i + 1, last: last - 2 * i - 1 },
    { byteLength: size(), first: last - 2 * i, last: last - 2 * i + 1 },
    { byteLength: size(), first: 2 * i, last: 2 * i + 1 },
  ]).flat();
}

const overlaps = (a: Lifetime, b: Lifetime) => a.first <= b.last && b.first <= a.last;

describe('memory shared by what is alive at different times', () => {
  test('the lower bound of a chain is its two largest neighbours', () => {
    const chain = [10, 20, 30, 5].map((byteLength, i) => ({ byteLength, first: i, last: i + 1 }));
    expect(lowerBound(chain)).toBe(50);
    expect(lowerBound([])).toBe(0);
  });

  test.each(Array.from({ length: 30 }, (_, seed) => [seed]))('seed %i', (seed) => {
    const lifetimes = likeTraining(seed);
    const bound = lowerBound(lifetimes);
    const arena = planArena(lifetimes, 64);
    const shared = planBuffers(lifetimes);
    lifetimes.forEach((a, i) => {
      expect((arena.offsets[i] ?? NaN) + a.byteLength).toBeLessThanOrEqual(arena.byteLength);
      expect(shared.sizes[shared.assigned[i] ?? -1]).toBeGreaterThanOrEqual(a.byteLength);
      lifetimes.slice(i + 1).forEach((b, offset) => {
        if (!overlaps(a, b)) return;
        const j = i + 1 + offset;
        const [from, other] = [arena.offsets[i] ?? NaN, arena.offsets[j] ?? NaN];
        expect(from + a.byteLength <= other || other + b.byteLength <= from).toBe(true);
        expect(shared.assigned[i]).not.toBe(shared.assigned[j]);
      });
    });
    expect(arena.byteLength).toBeGreaterThanOrEqual(bound);
    expect(arena.byteLength).toBeLessThanOrEqual(1.25 * bound);
  });

  test('nothing is nothing', () => {
    expect(planArena([], 64)).toEqual({ byteLength: 0, offsets: [] });
    expect(planBuffers([])).toEqual({ sizes: [], assigned: [] });
  });
});

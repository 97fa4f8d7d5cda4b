import { describe, expect, test } from 'vitest';
import { windowStart } from '../../src/index.ts';

describe('windowStart', () => {
  test('starts again from the last half when the window is full', () => {
    const starts = Array.from({ length: 20 }, (_, i) => windowStart(i + 1, 8));
    expect(starts).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 5, 5, 5, 5, 5, 10, 10, 10, 10, 10, 15, 15]);
  });

  test.each([1, 2, 3, 7, 64])(
    'holds half a window or more, never more than the context, for %i',
    (context) => {
      for (let length = 1; length < 300; length++) {
        const seen = length - windowStart(length, context);
        expect(seen).toBeLessThanOrEqual(context);
        expect(seen).toBeGreaterThanOrEqual(Math.min(length, Math.max(1, Math.floor(context / 2))));
      }
    },
  );
});

import { describe, expect, test } from 'vitest';
import { currentRandomKey, randomScope } from '../src/randomScope.ts';

describe('randomScope', () => {
  test('counts the operations, anew in each scope', () => {
    const keys = randomScope({ seed: 5, step: 9 }, () => {
      const first = currentRandomKey('test');
      const inner = randomScope({ seed: 6, step: 0 }, () => currentRandomKey('test'));
      return [first, inner, currentRandomKey('test')];
    });
    expect(keys).toEqual([
      { seed: 5, step: 9, opIndex: 0 },
      { seed: 6, step: 0, opIndex: 0 },
      { seed: 5, step: 9, opIndex: 1 },
    ]);
  });

  test('ends with its function, also when that throws', () => {
    expect(() =>
      randomScope({ seed: 1, step: 0 }, () => {
        throw new Error('inside');
      }),
    ).toThrow('inside');
    expect(() => currentRandomKey('dropout')).toThrowErrorMatchingInlineSnapshot(
      `[CraftError: dropout: expected to run inside a randomScope, which seeds it]`,
    );
  });

  test('refuses seeds and steps it cannot hold', () => {
    expect(() => randomScope({ seed: -1, step: 0 }, () => 0)).toThrowErrorMatchingInlineSnapshot(
      `[CraftError: randomScope: expected a whole number from 0 to 9007199254740991 as seed but received -1]`,
    );
    expect(() => randomScope({ seed: 0, step: 0.5 }, () => 0)).toThrowErrorMatchingInlineSnapshot(
      `[CraftError: randomScope: expected a whole number from 0 to 4294967295 as step but received 0.5]`,
    );
    expect(() => randomScope({ seed: 0, step: 2 ** 32 }, () => 0)).toThrowErrorMatchingInlineSnapshot(
      `[CraftError: randomScope: expected a whole number from 0 to 4294967295 as step but received 4294967296]`,
    );
  });
});

import { describe, expect, test } from 'vitest';
import { isComplete, isDue, stepsIn } from '../src/pace.ts';
import { errorOf } from './support/errorOf.ts';

const pace = { batchesPerEpoch: 7, tokensPerBatch: 100 };

function at(step: number, elapsedSeconds = 0) {
  return { step, epoch: step / pace.batchesPerEpoch, tokens: step * pace.tokensPerBatch, elapsedSeconds };
}

/** Steps up to `last` after which something is due. */
function dueSteps(every: string, last: number): number[] {
  return Array.from({ length: last }, (_, i) => i + 1).filter((step) => isDue(every, at(step - 1), at(step)));
}

describe('stepsIn', () => {
  test('rounds up to whole steps', () => {
    expect(stepsIn('12step', pace)).toBe(12);
    expect(stepsIn('2epoch', pace)).toBe(14);
    expect(stepsIn('0.5epoch', pace)).toBe(4);
    expect(stepsIn('1000token', pace)).toBe(10);
    expect(stepsIn('1001token', pace)).toBe(11);
    expect(stepsIn('10min', pace)).toBe(null);
  });

  test('needs a loader that says how long an epoch or a batch is', async () => {
    const unknown = { batchesPerEpoch: NaN, tokensPerBatch: 0 };
    expect(await errorOf(() => stepsIn('2epoch', unknown))).toMatchInlineSnapshot(`
      "duration.pace
      2epoch: expected the loader's batchesPerEpoch to be more than 0 but received NaN
      → Give the duration in steps."
    `);
    expect(await errorOf(() => stepsIn('2e3token', unknown))).toMatchInlineSnapshot(`
      "duration.pace
      2000token: expected the loader's tokensPerBatch to be more than 0 but received 0
      → Give the duration in steps."
    `);
  });
});

describe('isDue', () => {
  test('is true once for every multiple', () => {
    expect(dueSteps('5step', 16)).toEqual([5, 10, 15]);
    expect(dueSteps('1epoch', 22)).toEqual([7, 14, 21]);
    expect(dueSteps('250token', 10)).toEqual([3, 5, 8, 10]);
    expect(dueSteps('0.5epoch', 14)).toEqual([4, 7, 11, 14]);
  });

  test('is true at every step where one step is longer', () => {
    expect(dueSteps('30token', 3)).toEqual([1, 2, 3]);
  });

  test('goes by the wall clock for seconds', () => {
    expect(isDue('10s', at(1, 3), at(2, 9.9))).toBe(false);
    expect(isDue('10s', at(2, 9.9), at(3, 10.1))).toBe(true);
  });
});

test('isComplete holds from the last step on', () => {
  const complete = (step: number) => isComplete({ value: 2, unit: 'epoch' }, pace, at(step));
  expect([13, 14, 15].map(complete)).toEqual([false, true, true]);
  expect(isComplete({ value: 60, unit: 'second' }, pace, at(5, 59))).toBe(false);
  expect(isComplete({ value: 60, unit: 'second' }, pace, at(5, 60))).toBe(true);
});

import * as v from 'valibot';
import { expect, test } from 'vitest';
import { CraftError } from '../src/craftError.ts';
import { duration, formatDuration, parseDuration } from '../src/duration.ts';

test.each([
  ['1000step', 1000, 'step'],
  ['1 step', 1, 'step'],
  ['2epoch', 2, 'epoch'],
  ['0.5epochs', 0.5, 'epoch'],
  ['5e6token', 5_000_000, 'token'],
  ['1.5e3tokens', 1500, 'token'],
  ['10min', 600, 'second'],
  ['30s', 30, 'second'],
  ['1.5h', 5400, 'second'],
  ['2 hours', 7200, 'second'],
  ['0step', 0, 'step'],
])('%s is %d %s', (text, value, unit) => {
  expect(parseDuration(text)).toEqual({ value, unit });
});

test('what is written reads back', () => {
  for (const unit of ['step', 'epoch', 'token', 'second'] as const) {
    for (const value of [0, 1, 59, 60, 90, 3600, 5400, 7200, 1e6, 123_456_789]) {
      expect(parseDuration(formatDuration({ value, unit }))).toEqual({ value, unit });
    }
  }
  expect([600, 90, 7200, 0.5].map((value) => formatDuration({ value, unit: 'second' }))).toEqual([
    '10min',
    '90s',
    '2h',
    '0.5s',
  ]);
});

test.each([
  '',
  '10',
  'step',
  '10 parsecs',
  '-1step',
  '1.5step',
  '1e400step',
  'step10',
  '1,000step',
  '1e20token',
])('refuses %j', (text) => {
  expect(() => parseDuration(text)).toThrow(CraftError);
});

test('says what it expected', () => {
  const message = (text: string): string => {
    try {
      return JSON.stringify(parseDuration(text));
    } catch (error) {
      return String(error);
    }
  };
  expect(['10', '1.5step', '1e999epoch', '1e30epoch', '1e30h'].map(message)).toMatchInlineSnapshot(`
    [
      "CraftError: duration: expected a duration such as "1000step", "2epoch", "5e6token" or "10min" but received "10"",
      "CraftError: duration: expected a whole number of steps but received "1.5step"",
      "CraftError: duration: expected a finite duration but received "1e999epoch"",
      "CraftError: duration: expected at most 1000000000 epochs but received "1e30epoch"",
      "CraftError: duration: expected at most 31536000000 seconds but received "1e30h"",
    ]
  `);
});

test('the schema keeps the text and says what is wrong with it', () => {
  const schema = duration({ units: ['step', 'second'] });
  expect(v.parse(schema, '10min')).toBe('10min');
  expect(v.is(duration({ allowZero: true }), '0step')).toBe(true);
  const messages = [500, null, '500', '2epoch', '1.5step', '0step'].map(
    (value) => v.safeParse(schema, value).issues?.[0].message,
  );
  expect(messages).toMatchInlineSnapshot(`
    [
      "expected a duration such as "1000step" or "10min"",
      "expected a duration such as "1000step" or "10min"",
      "expected a duration such as "1000step" or "10min" but received "500"",
      "expected a duration such as "1000step" or "10min" but received "2epoch"",
      "expected a whole number of steps but received "1.5step"",
      "expected a duration longer than nothing but received "0step"",
    ]
  `);
});

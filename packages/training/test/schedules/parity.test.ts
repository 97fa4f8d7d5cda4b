import { readFileSync } from 'node:fs';
import { componentSchema, createRegistry } from '@craft/config';
import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { scheduleComponents } from '../../src/components.ts';
import type { Schedule } from '../../src/schedules/schedule.ts';

/** Rates of PyTorch's and Transformers' schedules, by tools/reference/schedules.py. */
interface Fixture {
  readonly learningRate: number;
  readonly duration: string;
  readonly runs: { readonly type: string; readonly options: object; readonly rates: number[] }[];
  readonly losses: number[];
  readonly plateaus: { readonly options: object; readonly rates: number[] }[];
}

const text = readFileSync(new URL('../fixtures/schedules.json', import.meta.url), 'utf8');
const { learningRate, duration, runs, losses, plateaus } = JSON.parse(text) as Fixture;
const registry = createRegistry([...scheduleComponents]);
const schema = componentSchema(registry, 'schedule');
const pace = { batchesPerEpoch: 10, tokensPerBatch: 1 };

const make = (type: string, options: object): Schedule =>
  registry.create('schedule', v.parse(schema, { type, ...options }), { learningRate, duration, pace });

test.each(runs)(
  '$type with $options gives the rates of PyTorch or Transformers',
  ({ type, options, rates }) => {
    const schedule = make(type, options);
    rates.forEach((rate, step) => expect(schedule(step), `step ${step}`).toBeCloseTo(rate, 9));
  },
);

test('every schedule is held against them', () => {
  const held = new Set([...runs.map(({ type }) => type), 'reduceOnPlateau']);
  expect([...held].sort()).toEqual(scheduleComponents.map(({ name }) => name as string).sort());
});

describe('reduceOnPlateau', () => {
  test.each(plateaus)('with $options is ReduceLROnPlateau', ({ options, rates }) => {
    const schedule = make('reduceOnPlateau', options);
    rates.forEach((rate, i) => {
      schedule.observe?.(losses[i] ?? NaN);
      expect(schedule(i), `after ${i + 1} evaluations`).toBeCloseTo(rate, 9);
    });
  });

  test.each(plateaus)('goes on with what it remembered, at any time: $options', ({ options, rates }) => {
    for (let at = 0; at < losses.length; at++) {
      const before = make('reduceOnPlateau', options);
      for (const loss of losses.slice(0, at)) before.observe?.(loss);
      const after = make('reduceOnPlateau', options);
      after.load?.(JSON.parse(JSON.stringify(before.state?.())));
      for (const [i, loss] of losses.slice(at).entries()) {
        after.observe?.(loss);
        expect(after(0)).toBeCloseTo(rates[at + i] ?? NaN, 9);
      }
    }
  });

  test('rises first where it is told to', () => {
    const schedule = make('reduceOnPlateau', { warmup: '2step' });
    expect([0, 1, 2, 3].map(schedule)).toEqual(
      [0.1, 0.2, 0.3, 0.3].map((rate) => expect.closeTo(rate, 9) as number),
    );
  });
});

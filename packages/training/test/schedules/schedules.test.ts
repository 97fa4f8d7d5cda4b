import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { constantComponent, constantSchedule } from '../../src/schedules/constantSchedule.ts';
import { cosineComponent, cosineSchedule } from '../../src/schedules/cosineSchedule.ts';
import { errorOf } from '../support/errorOf.ts';

const pace = { batchesPerEpoch: 100, tokensPerBatch: 768 };

describe('cosineSchedule', () => {
  test("gives nanoGPT's learning rates", () => {
    // get_lr of nanoGPT's train.py, run in Python for its CPU example: 2,000 steps, 1e-3 → 1e-4, warm-up 100.
    const rate = cosineSchedule({ learningRate: 1e-3, minLearningRate: 1e-4, warmup: 100, decay: 2000 });
    const reference: [number, number][] = [
      [0, 9.900990099009901e-6],
      [1, 1.9801980198019803e-5],
      [99, 0.0009900990099009901],
      [100, 0.001],
      [101, 0.0009999993848585915],
      [1050, 0.00055],
      [1999, 0.00010000061514140841],
    ];
    for (const [step, expected] of reference) expect(rate(step)).toBeCloseTo(expected, 15);
    expect(rate(2000)).toBe(1e-4);
    expect(rate(1_000_000)).toBe(1e-4);
  });

  test("gives the learning rates of the fixture's PyTorch run", () => {
    const text = readFileSync(new URL('../fixtures/trajectory.json', import.meta.url), 'utf8');
    const fixture = JSON.parse(text) as {
      learningRate: number;
      minLearningRate: number;
      warmup: number;
      learningRates: number[];
    };
    const { learningRates } = fixture;
    const rate = cosineSchedule({ ...fixture, decay: learningRates.length });
    learningRates.forEach((expected, step) => expect(rate(step)).toBeCloseTo(expected, 14));
  });

  test('without warm-up begins at the top', () => {
    const rate = cosineSchedule({ learningRate: 1, minLearningRate: 0, warmup: 0, decay: 4 });
    expect([0, 1, 2, 3, 4].map(rate).map((value) => Number(value.toFixed(6)))).toEqual([
      1, 0.853553, 0.5, 0.146447, 0,
    ]);
  });

  test('longer warmed up than the run lasts only rises', () => {
    const rate = cosineSchedule({ learningRate: 1, minLearningRate: 0, warmup: 9, decay: 5 });
    expect([0, 4, 8].map(rate)).toEqual([0.1, 0.5, 0.9]);
  });
});

describe('constantSchedule', () => {
  test('stays where it is', () => {
    expect([0, 1, 99].map(constantSchedule({ learningRate: 0.1 }))).toEqual([0.1, 0.1, 0.1]);
  });

  test('rises first where it is told to', () => {
    expect([0, 2, 3, 4].map(constantSchedule({ learningRate: 1, warmup: 3 }))).toEqual([0.25, 0.75, 1, 1]);
  });
});

describe('components', () => {
  test('cosine decays over the whole run, in whatever unit it is given', () => {
    const options = { warmup: '1epoch', minLearningRate: 0, decay: null };
    const rate = cosineComponent.create(options, { learningRate: 1, duration: '2epoch', pace });
    expect([99, 150, 200].map(rate)).toEqual([100 / 101, 0.5, 0]);
    const byTokens = cosineComponent.create(
      { warmup: '0step', minLearningRate: 0, decay: '768e2token' },
      { learningRate: 1, duration: '1h', pace },
    );
    expect([50, 100].map(byTokens)).toEqual([0.5, 0]);
  });

  test('cosine over a run limited by time needs to be told its decay', async () => {
    const context = { learningRate: 1, duration: '10min', pace };
    const options = { warmup: '0step', minLearningRate: 0, decay: null };
    expect(await errorOf(() => cosineComponent.create(options, context))).toMatchInlineSnapshot(`
      "schedule.seconds
      schedule.decay: expected a duration in steps, epochs or tokens but received "10min"
      → A run limited by time needs schedule.decay=<steps>, or schedule=constant."
    `);
  });

  test('cosine refuses to end above where it begins', async () => {
    const options = { warmup: '0step', minLearningRate: 0.2, decay: null };
    const context = { learningRate: 0.1, duration: '10step', pace };
    expect(await errorOf(() => cosineComponent.create(options, context))).toMatchInlineSnapshot(`
      "schedule.min-learning-rate
      schedule.minLearningRate: expected at most optimizer.learningRate (0.1) but received 0.2"
    `);
  });

  test('constant takes a warm-up', () => {
    const rate = constantComponent.create({ warmup: '3step' }, { learningRate: 1, duration: '1h', pace });
    expect([0, 3].map(rate)).toEqual([0.25, 1]);
  });
});

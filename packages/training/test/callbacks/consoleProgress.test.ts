import { describe, expect, test } from 'vitest';
import type { TrainingEvent } from '../../src/callbacks/callback.ts';
import { consoleProgress } from '../../src/callbacks/consoleProgress.ts';
import { formatCount, formatTime } from '../../src/callbacks/progressText.ts';
import type { EvaluationMetrics, TrainMetrics } from '../../src/metrics.ts';

function eventAt(step: number, totalSteps: number | null = 200): TrainingEvent {
  return {
    step,
    epoch: 0,
    tokens: step * 10,
    elapsedSeconds: step,
    totalSteps,
    fraction: step / 200,
    seed: 1,
    precision: 'f32',
    model: undefined as unknown as TrainingEvent['model'],
    run: undefined,
    signal: new AbortController().signal,
    about: {},
    batch: 'its batch',
    isDue: () => false,
    willBeDue: () => false,
    requestStop: () => undefined,
    report: async () => undefined,
  };
}

const train = (step: number): TrainMetrics => ({
  step,
  split: 'train',
  loss: 2,
  smoothedLoss: 4 - step / 100,
  lr: 9.125e-4,
  gradNorm: 1,
  epoch: 0,
  tokens: 1,
  tokensPerSecond: step < 4 ? null : 12345.6,
  elapsedSeconds: step,
  deviceBytes: 1,
});

const evaluation: EvaluationMetrics = {
  step: 100,
  split: 'val',
  loss: 1.8765,
  perplexity: 6.53,
  bitsPerCharacter: 2.707,
  epoch: 0,
  tokens: 1,
  evaluatedTokens: 1,
  elapsedSeconds: 1,
};

const result = {
  status: 'completed',
  step: 200,
  tokens: 1,
  final: { trainLoss: 1, valLoss: 1 },
  tokensPerSecond: 12345.6,
  elapsedSeconds: 200,
  checkpoint: null,
} as const;

/** A run of 200 steps of one second, all of it written into one text. */
function show(isTTY: boolean, totalSteps: number | null = 200): string {
  let written = '';
  let time = 0;
  const stream = { isTTY, columns: 100, write: (text: string) => (written += text) };
  const progress = consoleProgress({ stream, now: () => time });
  void progress.onFitStart?.({ ...eventAt(0, totalSteps), resumedFrom: null });
  for (let step = 1; step <= 200; step++) {
    time = step * 1000;
    void progress.onLog?.({ ...eventAt(step, totalSteps), metrics: train(step) });
    void progress.onStepEnd?.(eventAt(step, totalSteps));
    if (step === 100) {
      void progress.onEvaluateStart?.({ ...eventAt(step, totalSteps), splits: ['val'] });
      void progress.onLog?.({ ...eventAt(step, totalSteps), metrics: evaluation });
      progress.print('a sample\nof text');
    }
  }
  void progress.onFitEnd?.({ ...eventAt(200, totalSteps), result });
  return written;
}

describe('elsewhere than on a terminal', () => {
  test('come plain lines', () => {
    const text = show(false);
    expect(text).not.toContain('\r');
    expect(text).not.toContain('\u001b');
    const lines = text.split('\n');
    expect([...lines.slice(0, 1), ...lines.slice(98, 104), ...lines.slice(-3)]).toMatchInlineSnapshot(`
      [
        "step 1/200  loss 3.9900  lr 9.13e-4",
        "step 99/200  loss 3.0100  lr 9.13e-4  12,346 tokens/s  1:41 left",
        "step 100/200  loss 3.0000  lr 9.13e-4  12,346 tokens/s  1:40 left",
        "step 100  val loss 1.8765  perplexity 6.53  2.707 bits/character",
        "a sample",
        "of text",
        "step 101/200  loss 2.9900  val 1.8765  lr 9.13e-4  12,346 tokens/s  1:39 left",
        "step 200/200  loss 2.0000  val 1.8765  lr 9.13e-4  12,346 tokens/s",
        "completed after 200 steps, 3:20, 12,346 tokens/s",
        "",
      ]
    `);
  });

  test('at most one a second, but always the first and the last', () => {
    let written = '';
    let time = 0;
    const progress = consoleProgress({ stream: { write: (text) => (written += text) }, now: () => time });
    void progress.onFitStart?.({ ...eventAt(0), resumedFrom: null });
    for (let step = 1; step <= 200; step++) {
      time = step * 10;
      void progress.onLog?.({ ...eventAt(step), metrics: train(step) });
    }
    expect(written.match(/step \d+/g)).toEqual(['step 1', 'step 101', 'step 200']);
  });

  test('a resumed run says where it goes on', () => {
    let written = '';
    const progress = consoleProgress({ stream: { write: (text) => (written += text) } });
    void progress.onFitStart?.({ ...eventAt(100), resumedFrom: 100 });
    expect(written).toBe('going on from step 100\n');
  });
});

describe('on a terminal', () => {
  /** What stands there in the end: `\r` and the erasing sequence begin the line again. */
  function screen(text: string): string[] {
    return text.split('\n').map((line) => line.slice(line.lastIndexOf('\u001b[K') + 1).replace(/^\[K/, ''));
  }

  test('one line is drawn again and other text stands above it', () => {
    const lines = screen(show(true));
    expect(lines).toMatchInlineSnapshot(`
      [
        "step 100  val loss 1.8765  perplexity 6.53  2.707 bits/character",
        "a sample",
        "of text",
        "step 200/200  loss 2.0000  val 1.8765  lr 9.13e-4  12,346 tokens/s",
        "completed after 200 steps, 3:20, 12,346 tokens/s",
        "",
      ]
    `);
  });

  test('no line is longer than the terminal is wide', () => {
    for (const part of show(true).split('\r\u001b[K')) expect(part.split('\n')[0]?.length).toBeLessThan(100);
  });

  test('the bar shows how far it is', () => {
    const bars = show(true).split('\r\u001b[K');
    expect([bars[1], bars[51], bars[102], bars[103]]).toMatchInlineSnapshot(`
      [
        "  0% ░░░░░░░░░░░░░░░░░░░░ 0/200  starting",
        " 25% █████░░░░░░░░░░░░░░░ 50/200  loss 3.5000  lr 9.13e-4  12,346 tokens/s  2:30 left",
        " 50% ██████████░░░░░░░░░░ 100/200  evaluating",
        "step 100  val loss 1.8765  perplexity 6.53  2.707 bits/character
      ",
      ]
    `);
  });
});

test('a run limited by time estimates by time', () => {
  expect(show(false, null).split('\n')[40]).toMatchInlineSnapshot(
    `"step 41  loss 3.5900  lr 9.13e-4  12,346 tokens/s  2:39 left"`,
  );
});

test('figures for people', () => {
  expect([0.5, 12.34, 999.6, 12345.6].map(formatCount)).toEqual(['0.500', '12.3', '1,000', '12,346']);
  expect([0, 59.4, 60, 3599, 7265].map(formatTime)).toEqual(['0s', '59s', '1:00', '59:59', '2:01:05']);
});

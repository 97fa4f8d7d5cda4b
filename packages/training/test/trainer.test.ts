import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { dropout } from '@craft/tensor';
import { describe, expect, test } from 'vitest';
import type { Callback } from '../src/callbacks/callback.ts';
import { checkpointSteps } from '../src/checkpoints/checkpointFolder.ts';
import { latestCheckpoint } from '../src/checkpoints/loadCheckpoint.ts';
import { readJsonLines } from '../src/files/jsonLines.ts';
import type { EvaluationMetrics, Metrics, TrainMetrics } from '../src/metrics.ts';
import { readMetrics } from '../src/runs/runFolder.ts';
import { Trainer } from '../src/trainer.ts';
import { eachDevice } from './support/eachDevice.ts';
import { errorOf } from './support/errorOf.ts';
import { temporaryFolder } from './support/temporaryFolder.ts';
import { tinyRun } from './support/tinyRun.ts';
import { TokenLoader } from './support/tokenLoader.ts';

const trainLines = (metrics: Metrics[]) =>
  metrics.filter((one): one is TrainMetrics => one.split === 'train');
const valLines = (metrics: Metrics[]) =>
  metrics.filter((one): one is EvaluationMetrics => one.split === 'val');

eachDevice((device) => {
  describe('a whole run', () => {
    test('makes the steps it was told to, and leaves everything behind that one wants to know', async () => {
      let updates = 0;
      const counter: Callback = { onBeforeOptimizerStep: () => void updates++ };
      const tiny = await tinyRun({ device: device(), outputs: temporaryFolder(), callbacks: { counter } });
      const result = await tiny.trainer.fit();
      const { path } = tiny.run ?? { path: '' };
      expect(updates).toBe(30);
      expect(result).toMatchObject({ status: 'completed', step: 30, tokens: 30 * 24 });

      const metrics = readMetrics(path);
      expect(trainLines(metrics).map(({ step }) => step)).toEqual([1, 5, 10, 15, 20, 25, 30]);
      expect(valLines(metrics).map(({ step }) => step)).toEqual([10, 20, 30]);
      const [first, ...others] = trainLines(metrics);
      expect(first?.loss).toBeGreaterThan(2.2); // ln 11 = 2.40 and what a random start adds or spares
      expect(first?.loss).toBeLessThan(2.8);
      expect(others.at(-1)?.smoothedLoss).toBeLessThan(first?.loss ?? 0);
      expect(first).toEqual({
        step: 1,
        split: 'train',
        loss: expect.any(Number) as number,
        smoothedLoss: first?.loss,
        lr: 0.03 / 6,
        gradNorm: expect.any(Number) as number,
        epoch: 0.02,
        tokens: 24,
        tokensPerSecond: null,
        elapsedSeconds: expect.any(Number) as number,
        deviceBytes: expect.any(Number) as number,
      });
      const last = valLines(metrics).at(-1);
      expect(last?.perplexity).toBeCloseTo(Math.exp(last?.loss ?? 0), 10);
      expect(last?.bitsPerCharacter).toBeCloseTo((last?.loss ?? 0) / Math.LN2, 10);
      expect(last?.evaluatedTokens).toBe(72);
      expect(result.final).toEqual({ trainLoss: others.at(-1)?.loss, valLoss: last?.loss });

      expect(JSON.parse(readFileSync(join(path, 'run.json'), 'utf8'))).toMatchObject({
        status: 'completed',
        step: 30,
        parameters: 11 * 8 * 2 + 11,
        final: result.final,
        tokensPerSecond: result.tokensPerSecond,
        error: null,
      });
      expect(
        readJsonLines(join(path, 'events.jsonl')).map((event) => (event as { type: string }).type),
      ).toEqual([
        'start',
        ...['evaluate', 'checkpoint', 'evaluate', 'checkpoint', 'evaluate', 'checkpoint'],
        'completed',
      ]);
      expect(result.checkpoint).toBe(join(path, 'checkpoints', 'step-00000030'));
      tiny.close();
    });

    test('calls handlers in their order', async () => {
      const calls: string[] = [];
      const note = (name: string) => (event: { step: number }) => void calls.push(`${name} ${event.step}`);
      const everything = Object.fromEntries(
        [
          'onFitStart',
          'onStepStart',
          'onBackwardEnd',
          'onBeforeOptimizerStep',
          'onStepEnd',
          'onEpochEnd',
        ].map((name) => [name, note(name)]),
      );
      const others = Object.fromEntries(
        ['onEvaluateStart', 'onEvaluateEnd', 'onCheckpoint', 'onFitEnd'].map((name) => [name, note(name)]),
      );
      const tiny = await tinyRun({
        device: device(),
        outputs: temporaryFolder(),
        settings: { duration: '2step', evaluateEvery: '1step' },
        callbacks: { notes: { ...everything, ...others } },
        loader: new TokenLoader({ batchesPerEpoch: 2 }),
      });
      await tiny.trainer.fit();
      const step = (n: number) => [
        ...['onStepStart', 'onBackwardEnd', 'onBeforeOptimizerStep'].map((name) => `${name} ${n - 1}`),
        `onStepEnd ${n}`,
        ...(n === 2 ? ['onEpochEnd 2'] : []),
        ...['onEvaluateStart', 'onEvaluateEnd', 'onCheckpoint'].map((name) => `${name} ${n}`),
      ];
      expect(calls).toEqual(['onFitStart 0', ...step(1), ...step(2), 'onFitEnd 2']);
      tiny.close();
    });

    test('is the same without a folder, and writes nothing', async () => {
      const [a, b] = [
        await tinyRun({ device: device(), outputs: temporaryFolder() }),
        await tinyRun({ device: device() }),
      ];
      const withFolder = await a.trainer.fit();
      const without = await b.trainer.fit();
      expect(without.final).toEqual(withFolder.final);
      expect(without.checkpoint).toBe(null);
      expect(await b.model.values()).toEqual(await a.model.values());
      a.close();
      b.close();
    });

    test('with dropout draws anew each step, and the same in each run', async () => {
      const drop = (x: Parameters<typeof dropout>[0]) => dropout(x, 0.5);
      const losses = async (seed: number) => {
        const found: number[] = [];
        const figures: Callback = { onLog: ({ metrics }) => void found.push(metrics.loss) };
        const settings = { duration: '6step', logEvery: '1step', seed, microbatchSize: 3 };
        const tiny = await tinyRun({ device: device(), drop, settings, callbacks: { figures } });
        await tiny.trainer.fit();
        tiny.close();
        return found;
      };
      const first = await losses(1);
      expect(await losses(1)).toEqual(first);
      expect(await losses(2)).not.toEqual(first);
    });

    test('takes durations in epochs and tokens', async () => {
      for (const [duration, steps] of [
        ['0.5epoch', 4],
        ['100token', 5],
      ] as const) {
        const loader = new TokenLoader({ batchesPerEpoch: 7 });
        const tiny = await tinyRun({ device: device(), settings: { duration }, loader });
        expect((await tiny.trainer.fit()).step).toBe(steps);
        tiny.close();
      }
    });

    test('takes a duration in seconds, and still evaluates and saves in the end', async () => {
      const settings = { duration: '0.3s', evaluateEvery: null, checkpointEvery: null };
      const tiny = await tinyRun({ device: device(), outputs: temporaryFolder(), settings });
      const result = await tiny.trainer.fit();
      expect(result.status).toBe('completed');
      expect(result.elapsedSeconds).toBeGreaterThan(0.3);
      expect(result.final.valLoss).toEqual(expect.any(Number));
      expect(checkpointSteps(tiny.run?.checkpoints ?? '')).toEqual([result.step]);
      tiny.close();
    });
  });

  describe('what callbacks ask for', () => {
    test('stop ends the run as completed, evaluated and saved', async () => {
      const early: Callback = { onStepEnd: ({ step }) => ({ stop: step === 7 }) };
      const tiny = await tinyRun({ device: device(), outputs: temporaryFolder(), callbacks: { early } });
      expect(await tiny.trainer.fit()).toMatchObject({ status: 'completed', step: 7 });
      expect(valLines(readMetrics(tiny.run?.path ?? '')).map(({ step }) => step)).toEqual([7]);
      expect(checkpointSteps(tiny.run?.checkpoints ?? '')).toEqual([7]);
      tiny.close();
    });

    test('save and evaluate happen after the step', async () => {
      const asks: Callback = { onStepEnd: ({ step }) => ({ save: step === 3, evaluate: step === 4 }) };
      const tiny = await tinyRun({
        device: device(),
        outputs: temporaryFolder(),
        callbacks: { asks },
        settings: { duration: '6step', keepLast: 9, keepBest: 0 },
      });
      await tiny.trainer.fit();
      expect(checkpointSteps(tiny.run?.checkpoints ?? '')).toEqual([3, 6]);
      expect(valLines(readMetrics(tiny.run?.path ?? '')).map(({ step }) => step)).toEqual([4, 6]);
      tiny.close();
    });
  });

  describe('asked to stop', () => {
    test('finishes the step, saves and says so', async () => {
      const stopping: Callback = {
        onStepStart: ({ step }) => void (step === 6 && tiny.trainer.requestStop()),
      };
      const tiny = await tinyRun({ device: device(), outputs: temporaryFolder(), callbacks: { stopping } });
      const result = await tiny.trainer.fit();
      expect(result).toMatchObject({ status: 'interrupted', step: 7 });
      const saved = await latestCheckpoint(tiny.run?.checkpoints ?? '');
      expect(saved?.step).toBe(result.step);
      expect(JSON.parse(readFileSync(join(tiny.run?.path ?? '', 'run.json'), 'utf8'))).toMatchObject({
        status: 'interrupted',
        step: result.step,
      });
      tiny.close();
    });

    test('before the first step leaves an empty run', async () => {
      const tiny = await tinyRun({ device: device(), outputs: temporaryFolder() });
      tiny.trainer.requestStop();
      expect(await tiny.trainer.fit()).toMatchObject({ status: 'interrupted', step: 0, checkpoint: null });
      tiny.close();
    });

    test('in an evaluation leaves that evaluation to whoever goes on', async () => {
      const outputs = temporaryFolder();
      const stopping: Callback = {
        onEvaluateStart: ({ step }) => void (step === 20 && a.trainer.requestStop()),
      };
      const a = await tinyRun({ device: device(), outputs, callbacks: { stopping } });
      expect(await a.trainer.fit()).toMatchObject({ status: 'interrupted', step: 20 });
      const saved = await latestCheckpoint(a.run?.checkpoints ?? '');
      expect(saved?.state.evaluationDue).toBe(true);
      const b = await tinyRun({
        device: device(),
        ...(a.run ? { run: a.run } : {}),
        ...(saved ? { resume: saved } : {}),
      });
      expect(await b.trainer.fit()).toMatchObject({ status: 'completed', step: 30 });
      expect(valLines(readMetrics(a.run?.path ?? '')).map(({ step }) => step)).toEqual([10, 20, 30]);
      a.close();
      b.close();
    });
  });

  describe('NaN and infinity stop the run', () => {
    /** Plants a value in a weight just before step 13. */
    function planting(value: number): Callback {
      return {
        onStepStart({ step, model }) {
          if (step !== 12) return;
          for (const [name, parameter] of model.namedParameters()) {
            if (name === 'head.bias') parameter.write(new Float32Array(parameter.size).fill(value));
          }
        },
      };
    }

    test.each([
      [NaN, 'NaN'],
      [Infinity, 'NaN'],
    ])('%f in a weight, naming step and batch, and keeping the checkpoint before', async (value, shown) => {
      const outputs = temporaryFolder();
      const errors: unknown[] = [];
      const listener: Callback = { onError: ({ error }) => void errors.push(error) };
      const tiny = await tinyRun({
        device: device(),
        outputs,
        callbacks: { plant: planting(value), listener },
      });
      const refusal = await errorOf(() => tiny.trainer.fit(), tiny.run?.path ?? '');
      expect(refusal).toBe(
        `training.non-finite
training: expected a finite loss but received ${shown} at step 13 (batch 12)
→ The state before is in <folder>/checkpoints/step-00000010. A lower optimizer.learningRate, a longer schedule.warmup or a smaller training.gradientClip may help.`,
      );
      expect(errors).toHaveLength(1);
      expect(checkpointSteps(tiny.run?.checkpoints ?? '')).toEqual([10]);
      expect(JSON.parse(readFileSync(join(tiny.run?.path ?? '', 'run.json'), 'utf8'))).toMatchObject({
        status: 'failed',
        error: { code: 'training.non-finite' },
      });
      tiny.close();
    });

    test('also where a checkpoint is due just then', async () => {
      const settings = { checkpointEvery: '13step', evaluateEvery: null } as const;
      const tiny = await tinyRun({
        device: device(),
        outputs: temporaryFolder(),
        callbacks: { plant: planting(NaN) },
        settings,
      });
      expect(await errorOf(() => tiny.trainer.fit())).toContain('at step 13 (batch 12)');
      expect(checkpointSteps(tiny.run?.checkpoints ?? '')).toEqual([]);
      tiny.close();
    });
  });

  test('live buffers are flat over 1,000 steps', async () => {
    const live: number[] = [];
    // All figures have been read back then: none is on its way, and none more is live.
    const watch: Callback = { onEvaluateEnd: () => void live.push(device().memory().liveBuffers) };
    const before = device().memory().liveBuffers;
    const settings = {
      duration: '1000step',
      microbatchSize: 3,
      evaluateEvery: '100step',
      checkpointEvery: '500step',
    };
    const tiny = await tinyRun({
      device: device(),
      outputs: temporaryFolder(),
      settings,
      callbacks: { watch },
    });
    await tiny.trainer.fit();
    expect(live).toHaveLength(10);
    expect(new Set(live).size).toBe(1);
    tiny.close();
    expect(device().memory().liveBuffers).toBe(before);
  });

  test('a run trains on a language it can learn', async () => {
    const tiny = await tinyRun({ device: device(), settings: { duration: '400step', batchSize: 16 } });
    const { final } = await tiny.trainer.fit();
    // Each token: the next one with 0.8 + 0.2/11, others alike. Its entropy is 0.93 nats.
    expect(final.valLoss).toBeGreaterThan(0.7);
    expect(final.valLoss).toBeLessThan(1.15);
    tiny.close();
  });

  describe('what is wrong is said before the first step', () => {
    test('a handler that does not exist', async () => {
      const callbacks = { mine: { onStepEnded: () => {} } as Callback };
      expect(await errorOf(() => tinyRun({ device: device(), callbacks }))).toContain(
        'callback.unknown-handler',
      );
    });

    test('a second fit', async () => {
      const tiny = await tinyRun({ device: device(), settings: { duration: '1step' } });
      await tiny.trainer.fit();
      expect(await errorOf(() => tiny.trainer.fit())).toBe(
        'training.started\ntraining: expected a new Trainer but fit was called before',
      );
      tiny.close();
    });

    test('an epoch that nobody knows the length of', async () => {
      const loader = new TokenLoader({ batchesPerEpoch: NaN });
      const options = { device: device(), settings: { duration: '2epoch' }, loader };
      expect(await errorOf(() => tinyRun(options))).toContain('duration.pace');
    });
  });

  test('data that ends is one clear error', async () => {
    const loader = new TokenLoader();
    const next = loader.next.bind(loader);
    let left = 3;
    loader.next = async () => (left-- > 0 ? next() : null);
    const tiny = await tinyRun({ device: device(), loader });
    expect(await errorOf(() => tiny.trainer.fit())).toBe(
      'training.data-ended\ntraining: expected a batch for step 4 but the data has ended\n→ The training loader must begin again by itself.',
    );
    tiny.close();
  });
});

test('a model without parameters is refused', async () => {
  const model = {
    training: true,
    train: () => {},
    eval: () => {},
    namedParameters: () => [],
    stateDict: () => new Map(),
    loadStateDict: () => {},
  };
  const make = () =>
    new Trainer({ model, settings: {} } as unknown as ConstructorParameters<typeof Trainer>[0]);
  expect(await errorOf(make)).toBe(
    'training.no-parameters\ntraining: expected a model with parameters but it has none',
  );
});

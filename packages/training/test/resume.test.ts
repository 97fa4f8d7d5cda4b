import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { componentSchema, createRegistry } from '@craft/config';
import { dropout, type Tensor } from '@craft/tensor';
import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import type { Callback } from '../src/callbacks/callback.ts';
import { checkpointName, checkpointSteps } from '../src/checkpoints/checkpointFolder.ts';
import { latestCheckpoint, loadCheckpoint } from '../src/checkpoints/loadCheckpoint.ts';
import { optimizerComponents } from '../src/components.ts';
import { isTrainMetrics } from '../src/metrics.ts';
import { readMetrics, RunFolder } from '../src/runs/runFolder.ts';
import { plateauSchedule } from '../src/schedules/plateauSchedule.ts';
import type { Schedule } from '../src/schedules/schedule.ts';
import type { TrainingSettings } from '../src/trainingSettings.ts';
import { eachDevice } from './support/eachDevice.ts';
import { errorOf } from './support/errorOf.ts';
import type { TinyModel } from './support/tinyModel.ts';
import { temporaryFolder } from './support/temporaryFolder.ts';
import { tinyRun, type TinyRunOptions } from './support/tinyRun.ts';

const settings: Partial<TrainingSettings> = {
  duration: '200step',
  checkpointEvery: '25step',
  evaluateEvery: '30step',
  logEvery: '7step',
  keepLast: 1,
  microbatchSize: 3,
};
const registry = createRegistry([...optimizerComponents]);
const optimizerSchema = componentSchema(registry, 'optimizer');
const drop = (x: Tensor) => dropout(x, 0.2);

/** What must not depend on interruptions: weights, moments, state and metrics, without the times. */
function outcome(run: RunFolder) {
  const last = join(run.checkpoints, checkpointName(checkpointSteps(run.checkpoints).at(-1) ?? 0));
  const state = JSON.parse(readFileSync(join(last, 'state.json'), 'utf8')) as Record<string, unknown>;
  return {
    model: readFileSync(join(last, 'model.safetensors')).toString('base64'),
    optimizer: readFileSync(join(last, 'optimizer.safetensors')).toString('base64'),
    ema: existsSync(join(last, 'ema.safetensors'))
      ? readFileSync(join(last, 'ema.safetensors')).toString('base64')
      : null,
    state: { ...state, elapsedSeconds: 0 },
    metrics: readMetrics(run.path).map((line) =>
      isTrainMetrics(line)
        ? { ...line, elapsedSeconds: 0, tokensPerSecond: 0, deviceBytes: 0 }
        : { ...line, elapsedSeconds: 0 },
    ),
    checkpoints: checkpointSteps(run.checkpoints),
    best: readFileSync(join(run.checkpoints, 'best.json'), 'utf8'),
  };
}

eachDevice((device) => {
  async function uninterrupted(options: Partial<TinyRunOptions> = {}) {
    const tiny = await tinyRun({ device: device(), outputs: temporaryFolder(), settings, drop, ...options });
    await tiny.trainer.fit();
    const found = outcome(tiny.run as RunFolder);
    tiny.close();
    return found;
  }

  /** Stops after each of these steps, and goes on with a new Trainer, a new model and the folder opened again. */
  async function interrupted(
    stops: number[],
    { schedule, ...options }: Partial<Omit<TinyRunOptions, 'schedule'>> & { schedule?: () => Schedule } = {},
  ) {
    let stop: number | undefined;
    const stopper: Callback = { onStepEnd: ({ step }) => void (step === stop && tiny.trainer.requestStop()) };
    const always = { device: device(), settings, drop, callbacks: { stopper }, ...options };
    const own = () => (schedule ? { schedule: schedule() } : {});
    let tiny = await tinyRun({ ...always, ...own(), outputs: temporaryFolder() });
    for (let session = 0; session <= stops.length; session++) {
      stop = stops[session];
      const result = await tiny.trainer.fit();
      const isLast = session === stops.length;
      expect(result.status).toBe(isLast ? 'completed' : 'interrupted');
      if (isLast) break;
      expect(result.step).toBe(stop);
      tiny.close();
      const run = await RunFolder.open(tiny.run?.path ?? '');
      const resume = await latestCheckpoint(run.checkpoints);
      tiny = await tinyRun({ ...always, ...own(), run, ...(resume ? { resume } : {}) });
    }
    const found = outcome(tiny.run as RunFolder);
    tiny.close();
    return found;
  }

  test('100 steps and 100 more are 200, bit for bit', async () => {
    expect(await interrupted([100])).toEqual(await uninterrupted());
  });

  test('wherever and however often it is interrupted', async () => {
    expect(await interrupted([1, 30, 31, 99, 150, 199])).toEqual(await uninterrupted());
  });

  test.each(optimizerComponents.map(({ name }) => name))('with %s', async (type) => {
    const optimizer = (model: TinyModel) =>
      registry.create('optimizer', v.parse(optimizerSchema, { type }), {
        parameters: model.namedParameters(),
      });
    const shorter = { optimizer, settings: { ...settings, duration: '40step' } };
    expect(await interrupted([17, 31], shorter)).toEqual(await uninterrupted(shorter));
  });

  test('with a moving average of the weights', async () => {
    const averaging = {
      settings: { ...settings, duration: '40step', ema: { decay: 0.9, warmup: true } },
    };
    const whole = await uninterrupted(averaging);
    expect(whole.ema).not.toBe(whole.model);
    expect(await interrupted([17, 30, 31], averaging)).toEqual(whole);
  });

  test('with a learning rate that comes down when evaluations stop improving', async () => {
    const schedule = () =>
      plateauSchedule({
        learningRate: 0.2,
        minLearningRate: 0,
        warmup: 0,
        factor: 0.5,
        patience: 0,
        cooldown: 0,
        monitor: 'val/accuracy',
        mode: 'max',
        threshold: 0.05,
      });
    const often = { ...settings, duration: '60step', evaluateEvery: '5step', logEvery: '1step' };
    const whole = await uninterrupted({ schedule: schedule(), settings: often });
    const rates = whole.metrics.flatMap((line) => ('lr' in line ? [line.lr] : []));
    expect(new Set(rates).size).toBeGreaterThan(2);
    expect(await interrupted([17, 31], { schedule, settings: often })).toEqual(whole);
  });

  test('in mixed precision, with its loss scale', async () => {
    const mixed = { settings: { ...settings, duration: '60step', precision: 'mixed' } as const };
    expect(await interrupted([20, 41], mixed)).toEqual(await uninterrupted(mixed));
  });

  describe('what goes on', () => {
    test('with a longer duration reaches it', async () => {
      const outputs = temporaryFolder();
      const first = await tinyRun({ device: device(), outputs, settings: { duration: '10step' } });
      await first.trainer.fit();
      first.close();
      const run = await RunFolder.open(first.run?.path ?? '');
      const resume = await latestCheckpoint(run.checkpoints);
      const second = await tinyRun({
        device: device(),
        run,
        settings: { duration: '15step' },
        ...(resume ? { resume } : {}),
      });
      expect(await second.trainer.fit()).toMatchObject({ status: 'completed', step: 15, tokens: 15 * 24 });
      expect(run.record).toMatchObject({
        status: 'completed',
        step: 15,
        resumedAt: expect.any(String) as string,
      });
      second.close();
    });

    test('when all is done does nothing and says how it ended', async () => {
      const outputs = temporaryFolder();
      const first = await tinyRun({ device: device(), outputs, settings: { duration: '10step' } });
      const done = await first.trainer.fit();
      first.close();
      const run = await RunFolder.open(first.run?.path ?? '');
      const resume = await latestCheckpoint(run.checkpoints);
      const second = await tinyRun({
        device: device(),
        run,
        settings: { duration: '10step' },
        ...(resume ? { resume } : {}),
      });
      const again = await second.trainer.fit();
      expect(again).toMatchObject({
        status: 'completed',
        step: 10,
        final: done.final,
        checkpoint: done.checkpoint,
      });
      expect(again.elapsedSeconds).toBeGreaterThanOrEqual(resume?.state.elapsedSeconds ?? Infinity);
      second.close();
    });

    test('from an earlier checkpoint gives up what came after it', async () => {
      const outputs = temporaryFolder();
      const keepAll = { ...settings, duration: '100step', keepLast: 99 };
      const first = await tinyRun({ device: device(), outputs, settings: keepAll, drop });
      await first.trainer.fit();
      const before = outcome(first.run as RunFolder);
      first.close();
      const run = await RunFolder.open(first.run?.path ?? '');
      const resume = await loadCheckpoint(join(run.checkpoints, checkpointName(50)));
      const second = await tinyRun({ device: device(), run, settings: keepAll, drop, resume });
      await second.trainer.fit();
      expect(outcome(run)).toEqual(before);
      second.close();
    });

    test('without one of its best checkpoints forgets that one', async () => {
      const outputs = temporaryFolder();
      const first = await tinyRun({ device: device(), outputs, settings: { duration: '10step' } });
      await first.trainer.fit();
      first.close();
      const run = await RunFolder.open(first.run?.path ?? '');
      const resume = await latestCheckpoint(run.checkpoints);
      rmSync(join(run.checkpoints, 'best.json'));
      const second = await tinyRun({
        device: device(),
        run,
        settings: { duration: '20step' },
        ...(resume ? { resume } : {}),
      });
      await second.trainer.fit();
      expect(JSON.parse(readFileSync(join(run.checkpoints, 'best.json'), 'utf8'))).toMatchObject({
        step: 20,
      });
      second.close();
    });

    test('with another optimizer is refused', async () => {
      const first = await tinyRun({
        device: device(),
        outputs: temporaryFolder(),
        settings: { duration: '2step' },
      });
      await first.trainer.fit();
      const saved = await latestCheckpoint(first.run?.checkpoints ?? '');
      first.close();
      if (!saved) throw new Error('expected a checkpoint');
      const resume = { ...saved, state: { ...saved.state, optimizer: { type: 'sgd', values: null } } };
      const second = await tinyRun({ device: device(), resume });
      expect(await errorOf(() => second.trainer.fit())).toBe(
        'resume.optimizer\nresume: expected the optimizer sgd of the saved run but received adamw',
      );
      second.close();
    });
  });
});

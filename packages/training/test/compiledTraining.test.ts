import { dropout } from '@craft/tensor';
import { describe, expect, test } from 'vitest';
import type { Callback } from '../src/callbacks/callback.ts';
import { readMetrics } from '../src/runs/runFolder.ts';
import type { TrainingSettings } from '../src/trainingSettings.ts';
import { eachDevice } from './support/eachDevice.ts';
import { temporaryFolder } from './support/temporaryFolder.ts';
import { tinyRun } from './support/tinyRun.ts';

eachDevice((device) => {
  /** Losses and gradient norms of a run, and the weights it ends with. */
  async function train(settings: Partial<TrainingSettings>, callbacks: Record<string, Callback> = {}) {
    const tiny = await tinyRun({
      device: device(),
      outputs: temporaryFolder(),
      settings: { logEvery: '1step', evaluateEvery: '5step', ...settings },
      callbacks,
      drop: (x) => dropout(x, 0.2),
    });
    const { final } = await tiny.trainer.fit();
    const figures = readMetrics(tiny.run?.path ?? '').map((line) => [
      line.split,
      line.step,
      line.loss,
      'gradNorm' in line ? line.gradNorm : null,
    ]);
    const weights = await tiny.model.values();
    tiny.close();
    return { final, figures, weights };
  }

  describe('a compiled run is the eager one, bit for bit', () => {
    test.each([
      ['a batch at once', { microbatchSize: null }],
      ['even parts', { microbatchSize: 2 }],
      ['uneven parts', { batchSize: 5, microbatchSize: 3 }],
      ['without clipping', { gradientClip: null }],
      ['with a moving average', { ema: { decay: 0.9, warmup: true } }],
      ['with a moving average over parts', { microbatchSize: 3, ema: { decay: 0.9, warmup: false } }],
    ])('%s', async (_, settings) => {
      const eager = await train({ ...settings, compile: false });
      const compiled = await train({ ...settings, compile: true });
      expect(compiled).toEqual(eager);
    });

    test('also where a callback looks at gradients, which keeps it op by op', async () => {
      const norms: number[] = [];
      const looking: Callback = { onBackwardEnd: ({ step }) => void norms.push(step) };
      expect(await train({ compile: true }, { looking })).toEqual(await train({ compile: false }));
      expect(norms).toHaveLength(30);
    });
  });
});

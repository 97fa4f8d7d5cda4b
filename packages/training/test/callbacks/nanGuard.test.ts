import { describe, expect, test } from 'vitest';
import type { Callback } from '../../src/callbacks/callback.ts';
import { nanGuard } from '../../src/callbacks/nanGuard.ts';
import { latestCheckpoint } from '../../src/checkpoints/loadCheckpoint.ts';
import { RunFolder } from '../../src/runs/runFolder.ts';
import { eachDevice } from '../support/eachDevice.ts';
import { errorOf } from '../support/errorOf.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';
import { tinyRun } from '../support/tinyRun.ts';

eachDevice((device) => {
  describe('nanGuard', () => {
    test.each([null, 3])(
      'names the weight; what was saved meets the same; microbatches of %s',
      async (size) => {
        const settings = { duration: '20step', microbatchSize: size, checkpointEvery: '4step' };
        const saboteur: Callback = {
          async onStepStart({ step }) {
            if (step !== 6) return;
            const weight = first.model.parameter('head.weight');
            const values = new Float32Array(await weight.data());
            values[5] = NaN;
            weight.write(values);
          },
        };
        const first = await tinyRun({
          device: device(),
          outputs: temporaryFolder(),
          settings,
          callbacks: { saboteur, guard: nanGuard({ every: '1step' }) },
        });
        const path = first.run?.path ?? '';
        expect(await errorOf(() => first.trainer.fit(), path)).toBe(
          'training.non-finite\n' +
            'training: expected finite numbers but received NaN in the weight head.weight at element 5 (1 in all) in step 7 (batch 6)\n' +
            '→ The state from before the step is in <folder>/checkpoints/step-00000006: what goes on from it meets the same.',
        );
        first.close();

        const run = await RunFolder.open(path);
        const resume = await latestCheckpoint(run.checkpoints);
        const again = await tinyRun({ device: device(), run, settings, ...(resume ? { resume } : {}) });
        expect(await errorOf(() => again.trainer.fit(), path)).toContain('NaN at step 7 (batch 6)');
        again.close();
      },
    );

    test('changes nothing about a run in which all is well', async () => {
      const guarded = await tinyRun({ device: device(), callbacks: { guard: nanGuard({ every: '3step' }) } });
      const plain = await tinyRun({ device: device() });
      await guarded.trainer.fit();
      await plain.trainer.fit();
      expect(await guarded.model.values()).toEqual(await plain.model.values());
      for (const one of [guarded, plain]) one.close();
    });
  });
});

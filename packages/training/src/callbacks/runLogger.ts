import { isTrainMetrics } from '../metrics.ts';
import type { RunFolder } from '../runs/runFolder.ts';
import type { Callback } from './callback.ts';

/** Writes what happens into a run folder: `metrics.jsonl` for figures, `events.jsonl` for everything else. */
export function runLogger(run: RunFolder): Callback {
  return {
    onFitStart({ resumedFrom, totalSteps }) {
      if (resumedFrom === null) run.appendEvent({ type: 'start', totalSteps });
      else run.appendEvent({ type: 'resume', step: resumedFrom, totalSteps });
    },
    onLog({ metrics }) {
      run.appendMetrics(metrics);
      if (!isTrainMetrics(metrics)) {
        run.appendEvent({ type: 'evaluate', step: metrics.step, split: metrics.split, loss: metrics.loss });
      }
    },
    onEpochEnd({ step, epoch }) {
      run.appendEvent({ type: 'epoch', step, epoch: Math.floor(epoch) });
    },
    onCheckpoint({ step, path, best }) {
      run.appendEvent({ type: 'checkpoint', step, path, best });
    },
    onError({ step, error }) {
      run.appendEvent({
        type: 'error',
        step,
        message: error instanceof Error ? error.message : String(error),
      });
    },
    onFitEnd({ result }) {
      run.appendEvent({ type: result.status, step: result.step });
    },
  };
}

import { join } from 'node:path';
import { defineComponent } from '@craft/config';
import * as v from 'valibot';
import type { Callback, TrainingEvent } from '../callbacks/callback.ts';
import type { Metrics } from '../metrics.ts';
import { EventFile } from './tensorBoard/eventFile.ts';
import { flattenConfig, hparamsEnd, hparamsStart } from './tensorBoard/hparams.ts';
import type { SummaryValue } from './tensorBoard/summaryValue.ts';

/** Figures of a step that are not curves of their own. */
const notCurves = new Set(['step', 'split']);

/** What a run is compared with others by. */
const comparedBy = ['train/loss', 'val/loss'];

/**
 * Writes everything that is measured into `tensorboard/` of the run folder, for `tensorboard --logdir outputs`:
 * figures as curves, samples as texts, distributions and pictures that callbacks report, and the configuration as
 * hyperparameters.
 */
export function tensorBoardLogger(): Callback {
  let file: EventFile | undefined;

  function open({ run, resumedFrom, about }: TrainingEvent & { readonly resumedFrom: number | null }): void {
    if (!run) return;
    file = new EventFile(join(run.path, 'tensorboard'), resumedFrom);
    const hparams = flattenConfig(about['config'] ?? {});
    file.add(0, hparamsStart(hparams, comparedBy, Date.now() / 1000));
  }

  function close(succeeded: boolean): void {
    file?.add(0, [hparamsEnd(succeeded, Date.now() / 1000)]);
    file?.close();
    file = undefined;
  }

  return {
    onFitStart: open,
    onLog: ({ metrics }) => file?.add(metrics.step, scalarsOf(metrics)),
    onSummary: ({ step, summary }) => file?.add(step, [summary]),
    onError: () => close(false),
    onFitEnd: () => close(true),
  };
}

function scalarsOf(metrics: Metrics): SummaryValue[] {
  return Object.entries(metrics).flatMap(([name, value]): SummaryValue[] =>
    typeof value === 'number' && !notCurves.has(name)
      ? [{ type: 'scalar', tag: `${metrics.split}/${name}`, value }]
      : [],
  );
}

export const tensorBoardComponent = defineComponent({
  kind: 'callback',
  name: 'tensorBoard',
  description: 'Curves, samples, distributions and hyperparameters for TensorBoard, in tensorboard/',
  schema: v.strictObject({}),
  create: (): Callback => tensorBoardLogger(),
});

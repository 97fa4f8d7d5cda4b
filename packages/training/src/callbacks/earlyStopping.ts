import { defineComponent } from '@craft/config';
import * as v from 'valibot';
import { isBetter, monitorEntries, type MonitorMode } from '../monitor.ts';
import { figureOf } from '../evaluateModel.ts';
import type { Callback } from './callback.ts';

/** Options of `earlyStopping`. */
export interface EarlyStoppingOptions {
  /** The evaluation's figure to go by, such as `val/loss`. */
  readonly monitor: string;
  readonly mode: MonitorMode;
  /** The least that is an improvement, relative to the best. */
  readonly threshold: number;
  /** Evaluations without improvement that are put up with. */
  readonly patience: number;
}

/** Ends a run when an evaluation's figure has not improved for more than `patience` evaluations. */
export function earlyStopping({ monitor, patience, ...improvement }: EarlyStoppingOptions): Callback {
  let state: { readonly best: number | null; readonly bad: number } = { best: null, bad: 0 };
  return {
    monitor,
    onEvaluateEnd({ results, run, step }) {
      const value = figureOf(results, monitor);
      const improved = state.best === null || isBetter(value, state.best, improvement);
      state = improved ? { best: value, bad: 0 } : { ...state, bad: state.bad + 1 };
      if (state.bad <= patience) return undefined;
      run?.appendEvent({ type: 'early stop', step, monitor, best: state.best });
      return { stop: true };
    },
    state: () => state,
    load: (saved) => (state = saved as typeof state),
  };
}

export const earlyStoppingComponent = defineComponent({
  kind: 'callback',
  name: 'earlyStopping',
  description: 'Ends the run when a figure of its evaluations stops improving',
  schema: v.strictObject({
    ...monitorEntries,
    patience: v.optional(
      v.pipe(
        v.number(),
        v.integer(),
        v.minValue(0),
        v.description('Evaluations without improvement that are put up with'),
      ),
      3,
    ),
  }),
  create: (options): Callback => earlyStopping(options),
});

import { defineComponent } from '@craft/config';
import type { Callback } from '@craft/training';
import * as v from 'valibot';

/** A callback that ends a run once its validation loss is low enough. */
export const stopBelowComponent = defineComponent({
  kind: 'callback',
  name: 'stop-below',
  description: 'Ends the run when the val loss is below a value several times in a row',
  schema: v.strictObject({
    loss: v.pipe(v.number(), v.finite(), v.description('Nats per token')),
    times: v.optional(
      v.pipe(v.number(), v.integer(), v.minValue(1), v.description('Evaluations in a row')),
      1,
    ),
  }),
  create: ({ loss, times }): Callback => {
    let inARow = 0;
    return {
      onEvaluateEnd({ results }) {
        const val = results['val'];
        if (val === undefined) return;
        inARow = val.loss < loss ? inARow + 1 : 0;
      },
      onStepEnd: () => ({ stop: inARow >= times }),
      // Part of every checkpoint, so a run that goes on counts on.
      state: () => ({ inARow }),
      load: (state) => {
        inARow = (state as { inARow: number }).inARow;
      },
    };
  },
});

import { CraftError, defineComponent, duration } from '@craft/config';
import type { Tensor } from '@craft/tensor';
import * as v from 'valibot';
import type { Callback, TrainingEvent } from './callback.ts';

/** Options of `nanGuard`. */
export interface NanGuardOptions {
  /** How often to look, such as `1step`. */
  readonly every: string;
}

/**
 * Looks at the gradients before they change anything, and at the weights where a gradient is not finite (in mixed
 * precision a gradient may be: its update is skipped). The error
 * names the tensor; the Trainer saves the state from before the step, which meets the same again when it goes on.
 * Steps that are looked at run op by op: for finding a fault, not for always.
 *
 * Its handler throws CraftError `training.non-finite`.
 */
export function nanGuard({ every }: NanGuardOptions): Callback {
  const looksInside = (event: TrainingEvent) => event.willBeDue(every);
  return {
    looksInside,
    async onBackwardEnd(event) {
      const gradients: [string, Tensor][] = [];
      for (const [name, { grad }] of event.model.namedParameters()) if (grad) gradients.push([name, grad]);
      const gradient = await firstNonFinite(gradients);
      if (!gradient) return;
      const weight = await firstNonFinite(event.model.namedParameters());
      // The loss scale was too large: the update is skipped, and the Trainer stops where no scale helps.
      if (!weight && event.precision === 'mixed') return;
      const { name, value, at, count } = weight ?? gradient;
      const what = weight ? `weight ${name}` : `gradient of ${name}`;
      throw new CraftError(
        `training: expected finite numbers but received ${value} in the ${what} at element ${at} (${count} in all) ` +
          `in step ${event.step + 1} (${event.batch})`,
        { code: 'training.non-finite' },
      );
    },
  };
}

interface NonFinite {
  readonly name: string;
  readonly value: number;
  readonly at: number;
  readonly count: number;
}

async function firstNonFinite(tensors: Iterable<readonly [string, Tensor]>): Promise<NonFinite | undefined> {
  for (const [name, one] of tensors) {
    const values = Array.from(await one.data());
    const at = values.findIndex((value) => !Number.isFinite(value));
    if (at < 0) continue;
    const count = values.reduce<number>((sum, value) => sum + (Number.isFinite(value) ? 0 : 1), 0);
    return { name, value: values[at] ?? NaN, at, count };
  }
  return undefined;
}

export const nanGuardComponent = defineComponent({
  kind: 'callback',
  name: 'nanGuard',
  description: 'Finds the first NaN before it spreads: names the tensor and saves the state before the step',
  schema: v.strictObject({
    every: v.optional(
      v.pipe(duration({ units: ['step', 'epoch', 'token'] }), v.description('How often to look')),
      '1step',
    ),
  }),
  create: (options): Callback => nanGuard(options),
});

import { CraftError } from '@craft/config';
import { describe, expect, test } from 'vitest';
import type { Callback, CallbackEvents } from '../../src/callbacks/callback.ts';
import { CallbackList, handlerNames } from '../../src/callbacks/callbackList.ts';
import { errorOf } from '../support/errorOf.ts';

const event = () => ({ step: 3 }) as CallbackEvents['onStepEnd'];

describe('handlers', () => {
  test('have the usual names', () => {
    expect(handlerNames).toEqual([
      'onFitStart',
      'onStepStart',
      'onBackwardEnd',
      'onBeforeOptimizerStep',
      'onStepEnd',
      'onLog',
      'onSummary',
      'onEvaluateStart',
      'onEvaluateEnd',
      'onCheckpoint',
      'onEpochEnd',
      'onError',
      'onFitEnd',
    ]);
  });

  test('with any other name are refused before anything runs', async () => {
    const misspelt = { onStepEnds: () => {} } as Callback;
    expect(await errorOf(() => new CallbackList({ mine: misspelt }))).toMatchInlineSnapshot(`
      "callback.unknown-handler
      callback mine: there is no handler "onStepEnds"; did you mean onStepEnd?
      → Handlers: onFitStart, onStepStart, onBackwardEnd, onBeforeOptimizerStep, onStepEnd, onLog, onSummary, onEvaluateStart, onEvaluateEnd, onCheckpoint, onEpochEnd, onError, onFitEnd."
    `);
    expect(await errorOf(() => new CallbackList({ mine: { onstepend: () => {} } as Callback }))).toContain(
      'onStepEnd?',
    );
    class Mine {
      on_step_end(): void {}
    }
    expect(await errorOf(() => new CallbackList({ mine: new Mine() as Callback }))).toMatchInlineSnapshot(`
      "callback.unknown-handler
      callback mine: there is no handler "on_step_end"; did you mean onStepEnd?
      → Handlers: onFitStart, onStepStart, onBackwardEnd, onBeforeOptimizerStep, onStepEnd, onLog, onSummary, onEvaluateStart, onEvaluateEnd, onCheckpoint, onEpochEnd, onError, onFitEnd."
    `);
  });

  test('may stand beside other members', () => {
    class Mine {
      once = 1;
      onStepEnd(): void {}
      helper(): void {}
    }
    expect(() => new CallbackList({ mine: new Mine() })).not.toThrow();
  });

  test('are called in order, also asynchronous ones, as members of their callback', async () => {
    const calls: string[] = [];
    class Quick {
      name = 'quick';
      onStepEnd({ step }: { step: number }): void {
        calls.push(`${this.name} ${step}`);
      }
    }
    const list = new CallbackList({
      slow: {
        async onStepEnd() {
          await new Promise((resolve) => setTimeout(resolve, 5));
          calls.push('slow');
        },
      },
      other: { onFitEnd: () => void calls.push('never') },
      quick: new Quick(),
    });
    await list.call('onStepEnd', event);
    expect(calls).toEqual(['slow', 'quick 3']);
  });

  test('between the parts of a step are called only where their callback wants to look inside', async () => {
    const calls: string[] = [];
    const onBackwardEnd = (name: string) => () => void calls.push(name);
    const every = new CallbackList({ always: { onBackwardEnd: onBackwardEnd('always') } });
    expect(every.looksInside(event)).toBe(true);
    const list = new CallbackList({
      odd: { looksInside: ({ step }) => step % 2 === 1, onBackwardEnd: onBackwardEnd('odd') },
      even: { looksInside: ({ step }) => step % 2 === 0, onBackwardEnd: onBackwardEnd('even') },
      neither: { onStepEnd: () => {} },
    });
    await list.call('onBackwardEnd', event);
    expect(calls).toEqual(['odd']);
    expect(new CallbackList({ never: { looksInside: () => true } }).looksInside(event)).toBe(false);
  });

  test('are asked together: what one wants, all want', async () => {
    const list = new CallbackList({
      a: { onStepEnd: () => ({ stop: true, save: false }) },
      b: { onStepEnd: () => undefined },
      c: { onStepEnd: async () => ({ evaluate: true }) },
    });
    expect(await list.call('onStepEnd', event)).toEqual({ stop: true, save: false, evaluate: true });
    expect(await list.call('onStepStart', event)).toEqual({});
  });

  test('that throw are named, unless they say themselves what is wrong', async () => {
    const broken = new CallbackList({
      plot: {
        onStepEnd() {
          throw new TypeError('x is not a function');
        },
      },
    });
    expect(await errorOf(() => broken.call('onStepEnd', event))).toMatchInlineSnapshot(`
      "callback.failed
      callback plot: onStepEnd failed at step 3: x is not a function"
    `);
    const clear = new CallbackList({
      plot: {
        async onStepEnd() {
          throw new CraftError('plot: no font', { code: 'plot.font' });
        },
      },
    });
    expect(await errorOf(() => clear.call('onStepEnd', event))).toBe('plot.font\nplot: no font');
  });
});

test('states go by name; one whose callback is gone is left alone', () => {
  const loaded: unknown[] = [];
  const list = new CallbackList({
    a: { state: () => ({ n: 1 }), load: (state) => void loaded.push(state) },
    b: {},
  });
  expect(list.state()).toEqual({ a: { n: 1 } });
  list.load({ a: { n: 2 }, b: 1, gone: 3 });
  expect(loaded).toEqual([{ n: 2 }]);
});

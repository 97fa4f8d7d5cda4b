import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { defineComponent } from '@craft/config';
import * as v from 'valibot';
import type { Callback } from '../callbacks/callback.ts';
import { consoleProgress } from '../callbacks/consoleProgress.ts';
import { diskError } from '../files/diskError.ts';

/** Writes what people would have seen on a screen into `log.txt` of the run folder, each line with its time. */
export function logFile(): Callback {
  let path: string | undefined;

  function write(text: string): void {
    if (path === undefined) return;
    const time = new Date().toISOString();
    const lines = text.replace(/\n$/, '').split('\n');
    try {
      appendFileSync(path, lines.map((line) => `${time}  ${line}\n`).join(''));
    } catch (error) {
      throw diskError(error, `${path}: the file cannot be written`, { code: 'file.write' });
    }
  }

  const { onFitStart, onLog, onFitEnd } = consoleProgress({ stream: { write } });
  return {
    onFitStart(event) {
      path = event.run && join(event.run.path, 'log.txt');
      write(event.totalSteps === null ? 'the run begins' : `the run begins, ${event.totalSteps} steps`);
      return onFitStart?.(event);
    },
    ...(onLog ? { onLog } : {}),
    onSummary({ summary }) {
      if (summary.type === 'text') write(`${summary.tag}:\n${summary.text}`);
    },
    onCheckpoint: ({ step, path: saved, best }) =>
      write(`step ${step}  saved ${saved}${best ? ', the best so far' : ''}`),
    onError: ({ step, error }) =>
      write(`failed at step ${step}: ${error instanceof Error ? error.message : String(error)}`),
    ...(onFitEnd ? { onFitEnd } : {}),
  };
}

export const logFileComponent = defineComponent({
  kind: 'callback',
  name: 'logFile',
  description: 'What people see on a screen, with times, in log.txt',
  schema: v.strictObject({}),
  create: (): Callback => logFile(),
});

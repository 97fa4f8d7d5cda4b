import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { openDevice, type Device } from '@craft/tensor';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { csvLogger } from '../../src/loggers/csvLogger.ts';
import { logFile } from '../../src/loggers/logFile.ts';
import { latestCheckpoint } from '../../src/checkpoints/loadCheckpoint.ts';
import { readMetrics, RunFolder } from '../../src/runs/runFolder.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';
import { tinyRun } from '../support/tinyRun.ts';

let device: Device;
beforeAll(async () => {
  device = await openDevice('cpu', { threads: 1 });
});
afterAll(() => device.close());

/** A table's lines as records; no cell of these has a comma in it. */
function recordsOf(text: string): Record<string, string>[] {
  const [names = [], ...rows] = text
    .trimEnd()
    .split('\n')
    .map((line) => line.split(','));
  return rows.map((row) =>
    Object.fromEntries(row.map((cell, i): [string, string] => [names[i] ?? '', cell])),
  );
}

test('metrics.csv has what metrics.jsonl has, also after a run has gone on', async () => {
  const first = await tinyRun({
    device,
    outputs: temporaryFolder(),
    settings: { duration: '20step', checkpointEvery: '8step' },
    callbacks: { csv: csvLogger() },
  });
  await first.trainer.fit();
  first.close();
  const run = await RunFolder.open(first.run?.path ?? '');
  const resume = await latestCheckpoint(run.checkpoints);
  const second = await tinyRun({
    device,
    run,
    settings: { duration: '30step' },
    callbacks: { csv: csvLogger() },
    ...(resume ? { resume } : {}),
  });
  await second.trainer.fit();
  const lines = readMetrics(run.path) as unknown as Record<string, number | string | null>[];
  const records = recordsOf(readFileSync(join(run.path, 'metrics.csv'), 'utf8'));
  expect(records).toHaveLength(lines.length);
  for (const [i, line] of lines.entries()) {
    for (const [name, value] of Object.entries(line))
      expect(records[i]?.[name]).toBe(value === null ? '' : String(value));
  }
  second.close();
});

test('log.txt tells the story of a run, each line with its time', async () => {
  const tiny = await tinyRun({
    device,
    outputs: temporaryFolder(),
    settings: { duration: '10step' },
    callbacks: { log: logFile() },
  });
  await tiny.trainer.fit();
  const lines = readFileSync(join(tiny.run?.path ?? '', 'log.txt'), 'utf8')
    .trimEnd()
    .split('\n');
  for (const line of lines) expect(line).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z {2}\S/);
  const told = lines.map((line) => line.slice(26));
  expect(told[0]).toBe('the run begins, 10 steps');
  expect(told.find((line) => line.startsWith('step 10  val loss'))).toBeDefined();
  expect(told.find((line) => line.startsWith('step 10  saved'))).toMatch(/step-00000010, the best so far$/);
  expect(told.at(-1)).toMatch(/^completed after 10 steps/);
  tiny.close();
});

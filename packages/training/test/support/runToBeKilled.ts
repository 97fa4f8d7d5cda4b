// A program that trains a tiny model in the run folder it is given, from wherever that run stands.
import { openDevice } from '@craft/tensor';
import { latestCheckpoint } from '../../src/checkpoints/loadCheckpoint.ts';
import { RunFolder } from '../../src/runs/runFolder.ts';
import { killableSettings } from './killableSettings.ts';
import { tinyRun } from './tinyRun.ts';

const folder = process.argv[2];
if (folder === undefined) throw new Error('expected a run folder');
const run = await RunFolder.open(folder);
const device = await openDevice('cpu', { threads: 1 });
const resume = await latestCheckpoint(run.checkpoints, {
  onSkip: ({ message }) => console.log(`skipped ${message}`),
});
const tiny = await tinyRun({
  device,
  run,
  settings: killableSettings,
  ...(resume ? { resume } : {}),
  callbacks: { speaker: { onStepEnd: ({ step }) => console.log(`step ${step}`) } },
});
const { status } = await tiny.trainer.fit();
console.log(status);
tiny.close();
await device.close();

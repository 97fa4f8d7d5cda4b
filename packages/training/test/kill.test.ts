import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openDevice } from '@craft/tensor';
import { expect, test } from 'vitest';
import { checkpointName, checkpointSteps } from '../src/checkpoints/checkpointFolder.ts';
import { readMetrics } from '../src/runs/runFolder.ts';
import { readRunRecord, runStatus } from '../src/runs/runRecord.ts';
import { killableSettings, killableSteps } from './support/killableSettings.ts';
import { temporaryFolder } from './support/temporaryFolder.ts';
import { tinyRun, tinyRunFolder } from './support/tinyRun.ts';

// The long form: CRAFT_KILLS=100 CRAFT_KILL_STEPS=2000.
const kills = Number(process.env.CRAFT_KILLS ?? 4);
const support = (file: string) => fileURLToPath(new URL(`support/${file}`, import.meta.url));

/** Runs the program in the folder; kills it so long after its first step, if at all. Gives what it printed. */
async function train(folder: string, killAfter: number | undefined): Promise<string> {
  const flags = ['--conditions=@craft/source', '--import', 'tsx', '--import', support('sourceHooks.mjs')];
  const child = spawn(process.execPath, [...flags, support('runToBeKilled.ts'), folder]);
  let output = '';
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stdout.on('data', (chunk: Buffer) => {
    if (output === '' && killAfter !== undefined) setTimeout(() => child.kill('SIGKILL'), killAfter);
    output += chunk.toString();
  });
  await once(child, 'close');
  return output;
}

async function weights(checkpoints: string): Promise<string> {
  const last = checkpointName(checkpointSteps(checkpoints).at(-1) ?? 0);
  return readFileSync(join(checkpoints, last, 'model.safetensors')).toString('base64');
}

test(
  `a run killed ${kills} times at random moments ends with the weights of one that never was`,
  { timeout: 60_000 + kills * 10_000 },
  async () => {
    const device = await openDevice('cpu', { threads: 1 });
    const undisturbed = await tinyRun({ device, outputs: temporaryFolder(), settings: killableSettings });
    await undisturbed.trainer.fit();
    const expected = await weights(undisturbed.run?.checkpoints ?? '');
    undisturbed.close();
    await device.close();

    const created = await tinyRunFolder(temporaryFolder());
    const folder = created.path;
    created.close();
    const outputs: string[] = [];
    for (let i = 0; i < kills; i++) {
      outputs.push(await train(folder, Math.random() * 1000));
      expect(outputs.at(-1)).not.toContain('Error');
      if (outputs.at(-1)?.includes('completed')) break;
      expect(runStatus(folder, readRunRecord(folder))).toBe('dead');
    }
    const last = await train(folder, undefined);
    expect(last.trim().split('\n').at(-1)).toBe('completed');
    // A kill never costs a checkpoint that was there before.
    expect(outputs.join('')).not.toContain('skipped');
    expect(await weights(join(folder, 'checkpoints'))).toBe(expected);
    const steps = readMetrics(folder).flatMap(({ step, split }) => (split === 'train' ? [step] : []));
    expect(steps).toEqual(Array.from({ length: killableSteps }, (_, i) => i + 1));
    expect(runStatus(folder, readRunRecord(folder))).toBe('completed');
  },
);

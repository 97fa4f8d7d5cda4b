import { execFile, spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CraftError } from '@craft/config';
import { shellWord } from '../runs/resumeCommand.ts';
import { say } from '../terminal/screen.ts';
import { pointCommand, type Launcher, type LaunchRequest } from './launcher.ts';

/**
 * Submits points as an array job to Slurm and waits for its end. The sweep's folder lies where all machines see it.
 *
 * @param options Lines for the job's head, as sbatch takes them: `--partition=gpu`, `--time=1:00:00`, `--gres=gpu:1`
 */
export function slurmLauncher(options: readonly string[]): Launcher {
  return {
    name: 'slurm',
    async launch(request) {
      const script = join(request.folder.path, 'slurm.sh');
      writeFileSync(script, slurmScript(request, options));
      await submit(script, request.signal);
      for (const index of request.points) request.onEnd(index);
    },
  };
}

/** The array job: one task per point. */
export function slurmScript(request: LaunchRequest, options: readonly string[]): string {
  const { folder, points, jobs } = request;
  const command = pointCommand(request, '$SLURM_ARRAY_TASK_ID')
    .map((word) => (word.startsWith('$') ? `"${word}"` : shellWord(word)))
    .join(' ');
  return [
    '#!/bin/bash',
    `#SBATCH --job-name=craft-${folder.record.name.replaceAll(/[^\w.-]/g, '-')}`,
    `#SBATCH --array=${points.join(',')}%${jobs}`,
    `#SBATCH --output=${join(folder.path, 'points', 'slurm-%a.log')}`,
    // A point that is cancelled, or runs out of its time, saves its state first.
    '#SBATCH --signal=INT@60',
    ...options.map((option) => `#SBATCH ${option}`),
    `exec ${command}`,
    '',
  ].join('\n');
}

function submit(script: string, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn('sbatch', ['--parsable', '--wait', script], {
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    let job = '';
    let complaint = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      job += text;
      if (/\n/.test(job)) say(`Submitted as Slurm job ${job.trim()}.`);
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => (complaint += text));
    const cancel = () => execFile('scancel', ['--signal=INT', '--full', job.trim()], () => undefined);
    signal.addEventListener('abort', cancel);
    const fail = (reason: string) =>
      reject(
        new CraftError(`slurm: expected sbatch to take the job but ${reason}`, {
          code: 'sweep.launcher',
          hint: 'Without --launcher slurm the points run on this machine; the sweep goes on with --resume.',
        }),
      );
    child.on('error', (error: NodeJS.ErrnoException) =>
      fail(error.code === 'ENOENT' ? 'there is no such program' : error.message),
    );
    child.on('close', () => {
      signal.removeEventListener('abort', cancel);
      // Its code is that of the worst task; what became of each, the points say.
      if (job.trim() === '') fail(`it says: ${complaint.trim().split('\n').at(-1) ?? 'nothing'}`);
      else resolve();
    });
  });
}

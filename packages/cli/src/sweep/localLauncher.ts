import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { pointCommand, type Launcher, type LaunchRequest } from './launcher.ts';

/** Runs points on this machine, so many at a time. */
export const localLauncher: Launcher = {
  name: 'local',
  async launch(request) {
    const waiting = [...request.points];
    const work = async (): Promise<void> => {
      for (
        let index = waiting.shift();
        index !== undefined && !request.signal.aborted;
        index = waiting.shift()
      ) {
        await runOne(request, index);
        request.onEnd(index);
      }
    };
    await Promise.all(Array.from({ length: Math.min(request.jobs, waiting.length) }, work));
  },
};

/** One process, whose output goes to the point's log. Resolves however it ends. */
function runOne(request: LaunchRequest, index: number): Promise<void> {
  const { folder, signal } = request;
  const [program = '', ...args] = pointCommand(request, index);
  const log = openSync(folder.logFile(index), 'a');
  // In a group of its own: Ctrl-C reaches it through us, once, and not twice, which would mean `at once`.
  const child = spawn(program, args, { stdio: ['ignore', log, log], detached: true });
  closeSync(log);
  const stop = () => child.kill('SIGINT');
  signal.addEventListener('abort', stop);
  return new Promise((resolve) => {
    const done = () => {
      signal.removeEventListener('abort', stop);
      resolve();
    };
    child.on('error', done);
    child.on('close', done);
  });
}

import { spawn } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The workspace root, with no slash at its end. */
export const root = fileURLToPath(new URL('../..', import.meta.url)).replace(/[\\/]$/, '');

const cacheDirectory = join(root, '.nx', 'cache');
const record = join(cacheDirectory, 'run.json');

/** What Nx must never do here: keep a daemon, send anything, or draw over a log. */
const nxEnvironment = {
  NX_DAEMON: 'false',
  NX_TUI: 'false',
  NX_NO_CLOUD: 'true',
  NX_CACHE_DIRECTORY: cacheDirectory,
};

/** Runs the workspace's Nx with these arguments, output going to this process's own. Gives the exit code. */
export function runNx(args) {
  const bin = join(root, 'node_modules', 'nx', 'dist', 'bin', 'nx.js');
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [bin, ...args], {
      cwd: root,
      // Nx writes to stdout; commands that answer on stdout (`--json`) must stay clean.
      stdio: ['inherit', 2, 2],
      env: { ...process.env, ...nxEnvironment },
    });
    child.on('error', reject);
    child.on('exit', (code) => resolve(code ?? 1));
  });
}

/**
 * Runs targets on every project that has them, two at a time.
 * Gives `{ code, tasks: [{ project, target, passed }] }`; a task that never started is not in `tasks`.
 */
export async function runTargets(targets) {
  rmSync(record, { force: true });
  const code = await runNx(['run-many', '--outputStyle=static', '-t', ...targets]);
  const tasks = existsSync(record) ? JSON.parse(readFileSync(record, 'utf8')).tasks : [];
  return {
    code,
    tasks: tasks.map(({ projectName, target, status }) => ({
      project: projectName,
      target,
      passed: status === 0,
    })),
  };
}

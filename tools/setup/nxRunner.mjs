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
export async function runNx(args) {
  const { code } = await spawnNx(args, 'inherit');
  return code;
}

/**
 * Runs targets on every project that has them, two at a time; what they print is shown if one fails.
 * Gives `{ code, tasks: [{ project, target, passed }] }`; a task that never started is not in `tasks`.
 */
export async function runTargets(targets) {
  rmSync(record, { force: true });
  const { code, output } = await spawnNx(['run-many', '--outputStyle=static', '-t', ...targets], 'pipe');
  if (code !== 0) console.error(output);
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

function spawnNx(args, stdio) {
  const bin = join(root, 'node_modules', 'nx', 'dist', 'bin', 'nx.js');
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [bin, ...args], {
      cwd: root,
      stdio: ['inherit', stdio, stdio],
      env: { ...process.env, ...nxEnvironment },
    });
    let output = '';
    child.stdout?.on('data', (chunk) => (output += chunk));
    child.stderr?.on('data', (chunk) => (output += chunk));
    child.on('error', reject);
    child.on('close', (code) => resolve({ code: code ?? 1, output }));
  });
}

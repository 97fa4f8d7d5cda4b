import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** The workspace root, with no slash at its end. */
export const root = fileURLToPath(new URL('../..', import.meta.url)).replace(/[\\/]$/, '');

/** What Nx must never do here: start a daemon, send anything, or draw over a log. */
export const nxEnvironment = { NX_DAEMON: 'false', NX_TUI: 'false', NX_NO_CLOUD: 'true', NX_SKIP_LOG_GROUPING: 'true' };

/**
 * Runs the workspace's Nx with these arguments and gives its exit code.
 * Output goes to this process's own.
 */
export function runNx(args) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [`${root}/node_modules/nx/dist/bin/nx.js`, ...args], {
      cwd: root,
      stdio: 'inherit',
      env: { ...process.env, ...nxEnvironment },
    });
    child.on('error', reject);
    child.on('exit', (code) => resolve(code ?? 1));
  });
}

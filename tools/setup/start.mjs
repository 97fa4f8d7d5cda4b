// `npm start`: installs and builds what is missing, then trains the quick-start.
// Arguments go to `craft-cli run`: `npm start -- training.duration=100step`.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { ensureInstalled } from './install.mjs';
import { root, runTargets } from './nxRunner.mjs';

try {
  await ensureInstalled();
  console.error('Building …');
  const build = await runTargets(['build']);
  if (build.code !== 0) throw new Error('the build failed: its messages stand above');
  process.exitCode = await craft(['run', ...process.argv.slice(2)]);
} catch (error) {
  console.error(`npm start: ${error.message}`);
  process.exitCode = 1;
}

function craft(args) {
  // Ctrl-C reaches the whole process group: the run saves its state, and we stay to hand on its exit code.
  process.on('SIGINT', () => {});
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  const child = spawn(process.execPath, [join(root, 'packages', 'cli', 'bin', 'craft-cli.js'), ...args], {
    cwd: root,
    stdio: 'inherit',
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code) => resolve(code ?? 1));
  });
}

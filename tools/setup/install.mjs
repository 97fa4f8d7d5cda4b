import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './nxRunner.mjs';

const oldestNode = [20, 19];

/** Why this Node cannot run the workspace, or undefined. */
export function nodeProblem(version = process.versions.node) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [oldestMajor, oldestMinor] = oldestNode;
  if (major > oldestMajor || (major === oldestMajor && minor >= oldestMinor)) return undefined;
  return `Craft needs Node ${oldestNode.join('.')} or newer, but this is Node ${version}: see https://nodejs.org`;
}

/**
 * Whether node_modules holds what package-lock.json asks for. npm's own record of what it installed is
 * compared entry by entry, so an interrupted or an outdated installation is noticed, a touched file is not.
 */
export function isInstalled(folder = root) {
  const record = join(folder, 'node_modules', '.package-lock.json');
  if (!existsSync(record)) return false;
  const wanted = JSON.parse(readFileSync(join(folder, 'package-lock.json'), 'utf8')).packages;
  const present = JSON.parse(readFileSync(record, 'utf8')).packages;
  return Object.entries(wanted).every(([path, entry]) => {
    const isThirdParty = path.includes('node_modules/') && !entry.link;
    // An optional package may belong to another platform.
    if (!isThirdParty || entry.optional || entry.devOptional || entry.peer) return true;
    return present[path]?.version === entry.version;
  });
}

/** Runs `npm ci` if it is needed. Throws an error for people when it cannot. */
export async function ensureInstalled() {
  const problem = nodeProblem();
  if (problem) throw new Error(problem);
  if (isInstalled()) return;
  console.error('Installing dependencies (npm ci) …');
  // Under `npm start`, npm names itself: the same npm then works where the shell's PATH has none.
  const script = process.env.npm_execpath;
  const args = ['ci', '--include=dev', '--include=optional', '--no-audit', '--no-fund'];
  const code = script?.endsWith('.js')
    ? await exitCode(process.execPath, [script, ...args])
    : await exitCode('npm', args, { shell: process.platform === 'win32' });
  if (code !== 0) throw new Error(`npm ci failed (exit ${code}): its message stands above`);
}

function exitCode(file, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, { cwd: root, stdio: 'inherit', ...options });
    child.on('error', reject);
    child.on('exit', (code) => resolve(code ?? 1));
  });
}

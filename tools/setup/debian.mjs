// Installing packages on Debian and Ubuntu, where that is allowed.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';

/**
 * Whether packages can be installed here: `{ asRoot, system }` with what to put before a command, or
 * `{ refusal }`: 'system' where this is no Debian or Ubuntu, 'rights' where somebody else must do it.
 */
export function debianAccess() {
  const system = readSystem();
  const family = [system.ID, ...(system.ID_LIKE ?? '').split(' ')];
  const isDebian = process.platform === 'linux' && (family.includes('debian') || family.includes('ubuntu'));
  if (!isDebian || !existsSync('/usr/bin/apt-get')) return { refusal: 'system', system };
  if (process.getuid?.() === 0) return { asRoot: [], system };
  const sudo = spawnSync('sudo', ['-n', 'true'], { stdio: 'ignore' });
  return sudo.status === 0 ? { asRoot: ['sudo', '-n'], system } : { refusal: 'rights', system };
}

function readSystem() {
  if (!existsSync('/etc/os-release')) return {};
  const lines = readFileSync('/etc/os-release', 'utf8').split('\n');
  const pairs = lines.map((line) => /^(\w+)="?([^"]*)"?$/.exec(line)).filter(Boolean);
  return Object.fromEntries(pairs.map(([, key, value]) => [key, value]));
}

/** Installs packages, from a suite of their own if one is given. Gives why it failed, or undefined. */
export function aptInstall(asRoot, packages, suite) {
  const options = ['-o', 'DPkg::Lock::Timeout=300', '-q'];
  // An unreachable third-party source must not stop us: what is missing shows when installing.
  runAsRoot(asRoot, ['apt-get', ...options, 'update']);
  const target = suite ? ['-t', suite] : [];
  const how = ['install', '-y', '--no-install-recommends', ...target];
  return runAsRoot(asRoot, ['apt-get', ...options, ...how, ...packages]);
}

/** Runs a command with `input` for its standard input. Gives why it failed, or undefined. */
export function runAsRoot(asRoot, command, input) {
  const [file, ...args] = [...asRoot, 'env', 'DEBIAN_FRONTEND=noninteractive', ...command];
  const child = spawnSync(file, args, { input, encoding: 'utf8', timeout: 900_000 });
  if (child.status === 0) return undefined;
  const said = (child.stderr ?? '').trim().split('\n').slice(-3).join(' ');
  return `${command.join(' ')}: ${said || child.error?.message || `exit ${child.status}`}`;
}

// Checks packages as a stranger gets them: packed, linted (publint, attw), and installed into an empty
// folder with nothing of ours but what they declare, where a first program runs.
// `node tools/release/packCheck.mjs [package …]`; needs the packages built.
import { spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { readPackages } from './packages.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const firstUse = fileURLToPath(new URL('firstUse', import.meta.url));

/**
 * Packs the named packages (default: all) with those of ours they need, then checks them.
 * Gives `[{ name, passed, output }]`, one entry per check.
 */
export async function checkPackages(names) {
  const all = readPackages();
  const chosen = all.filter(({ folder }) => !names?.length || names.includes(folder));
  const work = mkdtempSync(join(tmpdir(), 'craft-pack-'));
  try {
    const needed = all.filter(({ manifest }) => chosen.some((one) => closure(one, all).has(manifest.name)));
    const tarballs = new Map();
    for (const one of needed) {
      const packed = await run('npm', ['pack', '--pack-destination', work], { cwd: one.path });
      if (packed.code !== 0)
        return [{ name: `${one.folder}: npm pack`, passed: false, output: packed.output }];
      const file = `${one.manifest.name.replace('@', '').replace('/', '-')}-${one.manifest.version}.tgz`;
      tarballs.set(one.manifest.name, join(work, file));
    }
    const checks = await Promise.all(chosen.map((one) => checkPackage(one, all, tarballs, work)));
    return checks.flat();
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

async function checkPackage(one, all, tarballs, work) {
  const { folder, manifest } = one;
  const tarball = tarballs.get(manifest.name);
  const checks = [];
  const check = (name, { code, output }) =>
    checks.push({ name: `${folder}: ${name}`, passed: code === 0, output });

  check('publint', await bin('publint', ['run', tarball, '--strict']));
  // craft-cli is a program: nothing can be imported from it, so there are no types to be wrong.
  if (manifest.exports['.']) check('attw', await bin('attw', [tarball, '--profile', 'esm-only']));
  check('installed alone', await installAlone(one, all, tarballs, join(work, folder)));
  return checks;
}

/** Installs the package and what it declares into an empty folder, then runs its first program there. */
async function installAlone(one, all, tarballs, folder) {
  mkdirSync(folder);
  const mine = closure(one, all);
  const dependencies = Object.fromEntries([...mine].map((name) => [name, `file:${tarballs.get(name)}`]));
  writeFileSync(
    join(folder, 'package.json'),
    JSON.stringify({ private: true, type: 'module', dependencies }),
  );
  // Without optional packages: craft-cli must work where webgpu (132 MB) is absent.
  const quiet = ['--prefer-offline', '--no-audit', '--no-fund', '--no-package-lock', '--ignore-scripts'];
  const installed = await run('npm', ['install', '--omit=optional', ...quiet], { cwd: folder });
  if (installed.code !== 0) return installed;

  const ours = all.map(({ manifest }) => manifest.name);
  const unwanted = [...ours.filter((name) => !mine.has(name)), 'webgpu'].filter((name) =>
    existsSync(join(folder, 'node_modules', name)),
  );
  if (unwanted.length > 0) return { code: 1, output: `installed without need: ${unwanted.join(', ')}` };

  const program = join(folder, 'firstUse.mjs');
  cpSync(join(firstUse, `${one.folder}.mjs`), program);
  return run(process.execPath, [program], { cwd: folder, timeout: 120_000 });
}

/** The package's own name and those of ours that it needs, directly or not. */
function closure(one, all) {
  const names = new Set([one.manifest.name]);
  for (const name of names) {
    const { manifest } = all.find((other) => other.manifest.name === name);
    const needed = Object.keys(manifest.dependencies ?? {});
    for (const other of all) if (needed.includes(other.manifest.name)) names.add(other.manifest.name);
  }
  return names;
}

function bin(name, args) {
  return run(join(root, 'node_modules', '.bin', name), args, { cwd: root });
}

/** Runs a command to its end. Gives its exit code and everything it printed. */
function run(file, args, options) {
  return new Promise((resolve) => {
    const child = spawn(file, args, { ...options, shell: process.platform === 'win32' });
    let output = '';
    child.stdout.on('data', (chunk) => (output += chunk));
    child.stderr.on('data', (chunk) => (output += chunk));
    child.on('error', (error) => resolve({ code: 1, output: error.message }));
    child.on('close', (code, signal) => {
      resolve({ code: code ?? 1, output: signal ? `${output}\nended by ${signal}` : output });
    });
  });
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const checks = await checkPackages(process.argv.slice(2));
  for (const { name, passed, output } of checks) {
    console.log(`${passed ? '✓' : '✗'} ${name}`);
    if (!passed) console.log(output);
  }
  if (checks.length === 0 || checks.some(({ passed }) => !passed)) process.exitCode = 1;
}

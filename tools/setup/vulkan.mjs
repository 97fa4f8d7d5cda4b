// Makes sure the tests find a WebGPU adapter. Looks for one first; where there is none and the system
// is a Debian or Ubuntu on which we may install packages, installs Mesa's software Vulkan driver and
// looks again. Run alone: `node tools/setup/vulkan.mjs`.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const debianSources = '/etc/apt/sources.list.d/debian.sources';
const classicSources = '/etc/apt/sources.list';

// A process of its own: a driver may print, hang or crash, and a live GPU object keeps Node alive.
const probe = `
const { create } = await import('webgpu');
const adapter = await create([]).requestAdapter();
const info = adapter && { vendor: adapter.info.vendor, architecture: adapter.info.architecture,
  description: adapter.info.description || adapter.info.device, features: [...adapter.features].sort() };
console.log('adapter=' + JSON.stringify(info));
process.exit(0);
`;

/** The environment to run WebGPU in: Mesa complains on every start where XDG_RUNTIME_DIR is not set. */
export function vulkanEnvironment(environment = process.env) {
  if (environment.XDG_RUNTIME_DIR || process.platform !== 'linux') return environment;
  const folder = join(tmpdir(), `craft-runtime-${process.getuid()}`);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  return { ...environment, XDG_RUNTIME_DIR: folder };
}

/**
 * Asks Dawn for its default adapter.
 * Gives `{ adapter: { vendor, architecture, description, features } | null, reason? }`.
 */
export function probeAdapter(environment = vulkanEnvironment()) {
  const child = spawnSync(process.execPath, ['--input-type=module', '--eval', probe], {
    cwd: root,
    env: environment,
    encoding: 'utf8',
    timeout: 60_000,
  });
  const line = child.stdout?.split('\n').find((text) => text.startsWith('adapter='));
  const adapter = line ? JSON.parse(line.slice('adapter='.length)) : null;
  if (adapter) return { adapter };
  if (line) return { adapter: null, reason: 'no Vulkan, Metal or Direct3D driver that WebGPU accepts' };
  const said = (child.stderr ?? '').trim().split('\n').at(-1);
  return { adapter: null, reason: `looking for one failed: ${said || child.error?.message || child.signal}` };
}

/**
 * Finds an adapter, installing a software driver where that is allowed.
 * `say` receives each line for people. Gives what probeAdapter gives; never throws.
 */
export function ensureAdapter({ say = console.error, environment = vulkanEnvironment() } = {}) {
  const first = probeAdapter(environment);
  if (first.adapter) return first;
  const plan = installPlan();
  if (plan.refusal) {
    say(`WebGPU: ${first.reason}. ${plan.refusal}`);
    return { ...first, reason: `${first.reason}; ${plan.refusal}` };
  }
  say(`WebGPU: ${first.reason}. Installing Mesa's software Vulkan driver (apt-get, about a minute).`);
  const failure = install(plan);
  if (failure) {
    say(`WebGPU: the installation failed: ${failure}`);
    return { ...first, reason: failure };
  }
  const second = probeAdapter(environment);
  if (!second.adapter) say(`WebGPU: the driver is installed, but ${second.reason}.`);
  return second;
}

/** How to install here: `{ asRoot, suite }`, or `{ refusal }` with what a person can do. */
function installPlan() {
  const system = readSystem();
  const family = [system.ID, ...(system.ID_LIKE ?? '').split(' ')];
  const advice =
    'Install a Vulkan driver (Mesa 23 or newer has a software one: "lavapipe", "vulkan-swrast").';
  if (process.platform !== 'linux') return { refusal: 'Update the graphics driver of this machine.' };
  if (!family.includes('debian') && !family.includes('ubuntu')) return { refusal: advice };
  if (!existsSync('/usr/bin/apt-get')) return { refusal: advice };
  // Debian 12's own Mesa 22.3 lacks dynamic indexing, which Dawn asks for.
  const suite = system.VERSION_CODENAME === 'bookworm' ? 'bookworm-backports' : undefined;
  const command = `apt-get install ${suite ? `-t ${suite} ` : ''}mesa-vulkan-drivers libvulkan1`;
  if (process.getuid?.() === 0) return { asRoot: [], suite };
  const sudo = spawnSync('sudo', ['-n', 'true'], { stdio: 'ignore' });
  if (sudo.status === 0) return { asRoot: ['sudo', '-n'], suite };
  return { refusal: `Run as root: ${command}` };
}

function readSystem() {
  if (!existsSync('/etc/os-release')) return {};
  const lines = readFileSync('/etc/os-release', 'utf8').split('\n');
  const pairs = lines.map((line) => /^(\w+)="?([^"]*)"?$/.exec(line)).filter(Boolean);
  return Object.fromEntries(pairs.map(([, key, value]) => [key, value]));
}

/** Gives why it failed, or undefined. */
function install({ asRoot, suite }) {
  if (suite) {
    const change = withSuite(suite);
    if (change.failure) return change.failure;
    if (change.path) {
      const written = run(asRoot, ['tee', change.path], change.text);
      if (written) return written;
    }
  }
  const options = ['-o', 'DPkg::Lock::Timeout=300', '-q'];
  // An unreachable third-party source must not stop us: what is missing shows when installing.
  run(asRoot, ['apt-get', ...options, 'update']);
  const target = suite ? ['-t', suite] : [];
  const packages = ['mesa-vulkan-drivers', 'libvulkan1'];
  return run(asRoot, [
    'apt-get',
    ...options,
    'install',
    '-y',
    '--no-install-recommends',
    ...target,
    ...packages,
  ]);
}

function run(asRoot, command, input) {
  const [file, ...args] = [...asRoot, 'env', 'DEBIAN_FRONTEND=noninteractive', ...command];
  const child = spawnSync(file, args, { input, encoding: 'utf8', timeout: 900_000 });
  if (child.status === 0) return undefined;
  const said = (child.stderr ?? '').trim().split('\n').slice(-3).join(' ');
  return `${command.join(' ')}: ${said || child.error?.message || `exit ${child.status}`}`;
}

/** The sources file with the backports suite in it: `{}` when it is there already. */
function withSuite(suite) {
  const base = suite.replace(/-.*/, '');
  if (existsSync(debianSources)) {
    const text = readFileSync(debianSources, 'utf8');
    if (text.includes(suite)) return {};
    const line = new RegExp(`^(Suites:.*\\s${base})(?=\\s|$)`, 'm');
    if (line.test(text)) return { path: debianSources, text: text.replace(line, `$1 ${suite}`) };
  }
  if (existsSync(classicSources)) {
    const text = readFileSync(classicSources, 'utf8');
    if (text.includes(suite)) return {};
    const line = new RegExp(`^deb\\s+(?:\\[[^\\]]*\\]\\s+)?\\S+\\s+${base}\\s.*$`, 'm').exec(text)?.[0];
    const added = line?.replace(new RegExp(`\\s${base}\\s`), ` ${suite} `);
    if (added) return { path: classicSources, text: `${text.replace(/\n*$/, '')}\n${added}\n` };
  }
  return {
    failure: `found no line for ${base} in ${debianSources} or ${classicSources} to add ${suite} beside`,
  };
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const found = ensureAdapter();
  if (found.adapter) {
    const { vendor, architecture, description, features } = found.adapter;
    console.log(
      `WebGPU adapter: ${description} (${vendor} ${architecture}); features: ${features.join(' ')}`,
    );
  } else {
    process.exitCode = 1;
  }
}

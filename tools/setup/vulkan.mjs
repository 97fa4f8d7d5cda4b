// Makes sure the tests find a WebGPU adapter. Looks for one first; where there is none and the system
// is a Debian or Ubuntu on which we may install packages, installs Mesa's software Vulkan driver and
// looks again. Run alone: `node tools/setup/vulkan.mjs`.
import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { install, installPlan } from './softwareVulkan.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));

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

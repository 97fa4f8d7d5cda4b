// Installs Mesa's software Vulkan driver on Debian and Ubuntu.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';

/** How to install here: `{ asRoot, suite }`, or `{ refusal }` with what a person can do. */
export function installPlan() {
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

/** Installs by a plan of installPlan. Gives why it failed, or undefined. */
export function install({ asRoot, suite }) {
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

/** The sources file to write, with the suite in it; `{}` when one has it already. */
function withSuite(suite) {
  const sources = [
    ['/etc/apt/sources.list.d/debian.sources', addToDebianSources],
    ['/etc/apt/sources.list', addToSourcesList],
  ].filter(([path]) => existsSync(path));
  for (const [path, add] of sources) {
    const text = readFileSync(path, 'utf8');
    const changed = add(text, suite);
    if (changed === text) return {};
    if (changed) return { path, text: changed };
  }
  const looked = sources.map(([path]) => path).join(', ') || '/etc/apt';
  return { failure: `found no line for ${releaseOf(suite)} in ${looked} to add ${suite} beside` };
}

/**
 * A deb822 file's text with the suite on the first `Suites:` line that holds its release, or undefined.
 *
 * @param {string} text
 * @param {string} suite
 * @returns {string | undefined}
 */
export function addToDebianSources(text, suite) {
  if (text.includes(suite)) return text;
  const line = new RegExp(`^(Suites:(?:.*\\s)?${releaseOf(suite)})(?=\\s|$)`, 'm');
  return line.test(text) ? text.replace(line, `$1 ${suite}`) : undefined;
}

/**
 * A one-line-style file's text with a line for the suite from the release's own mirror, or undefined.
 *
 * @param {string} text
 * @param {string} suite
 * @returns {string | undefined}
 */
export function addToSourcesList(text, suite) {
  if (text.includes(suite)) return text;
  const release = releaseOf(suite);
  const line = new RegExp(`^deb\\s+(?:\\[[^\\]]*\\]\\s+)?\\S+\\s+${release}\\s.*$`, 'm').exec(text)?.[0];
  if (!line) return undefined;
  return `${text.replace(/\n*$/, '')}\n${line.replace(new RegExp(`\\s${release}\\s`), ` ${suite} `)}\n`;
}

function releaseOf(suite) {
  return suite.replace(/-.*/, '');
}

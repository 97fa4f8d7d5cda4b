// Installs Mesa's software Vulkan driver on Debian and Ubuntu.
import { existsSync, readFileSync } from 'node:fs';
import { aptInstall, debianAccess, runAsRoot } from './debian.mjs';

const packages = ['mesa-vulkan-drivers', 'libvulkan1'];

/** How to install here: `{ asRoot, suite }`, or `{ refusal }` with what a person can do. */
export function installPlan() {
  if (process.platform !== 'linux') return { refusal: 'Update the graphics driver of this machine.' };
  const { asRoot, refusal, system } = debianAccess();
  if (refusal === 'system') {
    return {
      refusal: 'Install a Vulkan driver (Mesa 23 or newer has a software one: "lavapipe", "vulkan-swrast").',
    };
  }
  // Debian 12's own Mesa 22.3 lacks dynamic indexing, which Dawn asks for.
  const suite = system.VERSION_CODENAME === 'bookworm' ? 'bookworm-backports' : undefined;
  if (asRoot) return { asRoot, suite };
  return { refusal: `Run as root: apt-get install ${suite ? `-t ${suite} ` : ''}${packages.join(' ')}` };
}

/** Installs by a plan of installPlan. Gives why it failed, or undefined. */
export function install({ asRoot, suite }) {
  if (suite) {
    const change = withSuite(suite);
    if (change.failure) return change.failure;
    if (change.path) {
      const written = runAsRoot(asRoot, ['tee', change.path], change.text);
      if (written) return written;
    }
  }
  return aptInstall(asRoot, packages, suite);
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

// Makes sure the tests find a Chromium. Looks for one first; where there is none and the system is a
// Debian on which we may install packages, installs it. Run alone: `node tools/setup/chromium.mjs`.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { aptInstall, debianAccess } from './debian.mjs';

const commands = ['chromium', 'google-chrome', 'google-chrome-stable', 'chromium-browser', 'microsoft-edge'];
const applications = {
  darwin: [
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
  ],
  win32: [
    'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
    'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
  ],
};

/** The path of a Chromium that runs, or undefined. CRAFT_CHROMIUM names one, or none by being empty. */
export function findChromium(environment = process.env) {
  if (environment.CRAFT_CHROMIUM !== undefined) return environment.CRAFT_CHROMIUM || undefined;
  const folders = (environment.PATH ?? '').split(delimiter);
  const onPath = commands.flatMap((command) => folders.map((folder) => join(folder, command)));
  const candidates = process.platform === 'linux' ? onPath : (applications[process.platform] ?? []);
  return candidates.filter((path) => existsSync(path)).find(runs);
}

/** Ubuntu's `chromium-browser` is a script that only says where to get one. */
function runs(path) {
  // On Windows it would open a window.
  if (process.platform === 'win32') return true;
  const child = spawnSync(path, ['--version'], { encoding: 'utf8', timeout: 30_000 });
  return child.status === 0 && /\d+\.\d+\.\d+/.test(child.stdout);
}

/**
 * Finds a Chromium, installing it where that is allowed. `say` receives each line for people. Gives its
 * path, or undefined; never throws.
 */
export function ensureChromium({ say = console.error, environment = process.env } = {}) {
  const found = findChromium(environment);
  if (found || environment.CRAFT_CHROMIUM === '') return found;
  const { asRoot, refusal, system } = debianAccess();
  // Ubuntu has it as a snap only.
  if (refusal === 'system' || system.ID === 'ubuntu') {
    say('Browser: no Chromium was found. Install Chromium or Chrome, or name one in CRAFT_CHROMIUM.');
    return undefined;
  }
  if (refusal) {
    say('Browser: no Chromium was found. Run as root: apt-get install chromium');
    return undefined;
  }
  say('Browser: no Chromium was found. Installing it (apt-get, about a minute).');
  const failure = aptInstall(asRoot, ['chromium']);
  if (failure) say(`Browser: the installation failed: ${failure}`);
  return findChromium(environment);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const path = ensureChromium();
  if (path) console.log(`Chromium: ${path}`);
  else process.exitCode = 1;
}

// `npm test`: installs and builds what is missing, finds a WebGPU adapter and a browser, then runs every check there is.
// Ends with one line, `N passed, N failed`, summed over all of them.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, sep } from 'node:path';
import { checkPackages } from '../release/packCheck.mjs';
import { readPackages } from '../release/packages.mjs';
import { ensureChromium } from './chromium.mjs';
import { ensureInstalled } from './install.mjs';
import { root, runTargets } from './nxRunner.mjs';
import { ensureAdapter, vulkanEnvironment } from './vulkan.mjs';

const packages = readPackages().map(({ folder }) => folder);

/** Each suite gives `{ passed, failed, skipped?: string[] }`. */
const suites = [
  ['build', () => nxSuite(['build'], packages)],
  ['webgpu adapter', adapterSuite],
  ['browser', browserSuite],
  ['typecheck and lint', () => nxSuite(['typecheck', 'lint'], [...packages, 'tools'])],
  ['format', () => commandSuite('prettier', ['--check', '--log-level=warn', '.'])],
  ['tests', vitestSuite],
  ['packages', packSuite],
];

const environment = { ...vulkanEnvironment() };
const results = [];
try {
  await ensureInstalled();
  for (const [name, suite] of suites) {
    console.log(`\n── ${name}`);
    const started = performance.now();
    const result = await suite();
    results.push({ name, seconds: (performance.now() - started) / 1000, ...result });
  }
} catch (error) {
  console.error(`npm test: ${error.message}`);
  results.push({ name: 'npm test', seconds: 0, passed: 0, failed: 1 });
}
report();

function report() {
  console.log('');
  for (const { name, seconds, passed, failed, skipped = [] } of results) {
    const also = skipped.length > 0 ? `, ${skipped.length} skipped` : '';
    const mark = failed > 0 ? '✗' : '✓';
    console.log(`${mark} ${name}: ${passed} passed, ${failed} failed${also} (${seconds.toFixed(0)} s)`);
  }
  const total = (key) => results.reduce((sum, result) => sum + result[key], 0);
  process.exitCode = total('failed') > 0 ? 1 : 0;
  console.log(`${total('passed')} passed, ${total('failed')} failed`);
}

/** One test per target and project. A task that a failure kept from starting has failed too. */
async function nxSuite(targets, names) {
  const { code, tasks } = await runTargets(targets);
  const passed = tasks.filter((task) => task.passed && targets.includes(task.target)).length;
  const failed = targets.length * names.length - passed;
  return { passed, failed: code === 0 ? failed : Math.max(1, failed) };
}

/** In CI an adapter is a must; elsewhere the tests that need one are skipped by name. */
async function adapterSuite() {
  environment.CRAFT_WEBGPU ??= ensureAdapter({ say: console.log, environment }).adapter ? '1' : '0';
  if (environment.CRAFT_WEBGPU === '1') {
    console.log('WebGPU tests run.');
    return { passed: 1, failed: 0 };
  }
  console.log('No WebGPU adapter: the tests that need one are skipped by name.');
  return { passed: 0, failed: process.env.CI ? 1 : 0, skipped: ['webgpu adapter'] };
}

/** The same for a browser. */
async function browserSuite() {
  environment.CRAFT_CHROMIUM = ensureChromium({ say: console.log, environment }) ?? '';
  if (environment.CRAFT_CHROMIUM) {
    console.log(`Tests in pages run in ${environment.CRAFT_CHROMIUM}.`);
    return { passed: 1, failed: 0 };
  }
  console.log('No Chromium: the tests that need one are skipped by name.');
  return { passed: 0, failed: process.env.CI ? 1 : 0, skipped: ['browser'] };
}

async function vitestSuite() {
  const folder = mkdtempSync(join(tmpdir(), 'craft-tests-'));
  const file = join(folder, 'results.json');
  try {
    const code = await command('vitest', [
      'run',
      '--reporter=default',
      '--reporter=json',
      `--outputFile=${file}`,
    ]);
    return countTests(JSON.parse(readFileSync(file, 'utf8')), code);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Sums up vitest's JSON report, one line per package, and names what was skipped. */
function countTests({ testResults }, code) {
  const rows = new Map();
  const skipped = [];
  for (const { name, status, assertionResults } of testResults) {
    const path = relative(root, name);
    const [top, second] = path.split(sep);
    const project = top === 'packages' ? second : top;
    const row = rows.get(project) ?? { passed: 0, failed: 0 };
    rows.set(project, row);
    for (const test of assertionResults) {
      if (test.status === 'passed') row.passed++;
      else if (test.status === 'failed') row.failed++;
      else skipped.push(`${path}: ${test.fullName}`);
    }
    // A file that does not even load has no tests to fail.
    if (status === 'failed' && !assertionResults.some((test) => test.status === 'failed')) row.failed++;
  }
  for (const [project, { passed, failed }] of rows)
    console.log(`${project}: ${passed} passed, ${failed} failed`);
  for (const line of skipped) console.log(`skipped: ${line}`);
  const total = (key) => [...rows.values()].reduce((sum, row) => sum + row[key], 0);
  // Errors outside any test fail the run without a test that failed.
  const failed = Math.max(total('failed'), code === 0 ? 0 : 1);
  return { passed: total('passed'), failed, skipped };
}

async function packSuite() {
  const checks = await checkPackages();
  for (const { name, passed, output } of checks) console.log(passed ? `✓ ${name}` : `✗ ${name}\n${output}`);
  const failed = checks.filter((check) => !check.passed).length;
  return { passed: checks.length - failed, failed };
}

async function commandSuite(name, args) {
  const code = await command(name, args);
  return { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1 };
}

/** Runs one of the workspace's own programs to its end. Gives its exit code. */
function command(name, args) {
  const file = join(root, 'node_modules', '.bin', name);
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, {
      cwd: root,
      stdio: 'inherit',
      env: environment,
      shell: process.platform === 'win32',
    });
    child.on('error', reject);
    child.on('exit', (code) => resolve(code ?? 1));
  });
}

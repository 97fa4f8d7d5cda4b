/**
 * Runs what the documentation shows. A page is walked from top to bottom in an empty project: YAML whose first line
 * names a file (`# configs/…`, `# craft.config.yaml`) is written there, `npx craft-cli …` is run for real (training for two steps), and the
 * TypeScript of the READMEs is run against the built packages.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { commandsOf, fencesOf } from './fences.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const cli = join(root, 'packages/cli/bin/craft-cli.js');
/** Commands that pages may show and this test does not run, each because npm test or a reader's machine does. */
const notRun = [
  /^npm (start|test|i|install|ci|run)\b/,
  /^npx vitest\b/,
  /^git clone\b/,
  /^cd\b/,
  /^node tools\//,
];
const short = ['training.duration=2step', 'training.evaluateBatches=1', 'callbacks.sample.maxTokens=8'];

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

const pages = [
  'README.md',
  ...readdirSync(join(root, 'docs/guides')).map((name) => `docs/guides/${name}`),
  ...readdirSync(join(root, 'packages')).map((name) => `packages/${name}/README.md`),
].filter((page) => page.endsWith('.md'));

describe.each(pages)('%s', (page) => {
  const fences = fencesOf(readFileSync(join(root, page), 'utf8'));
  const project = mkdtempSync(join(tmpdir(), 'craft-docs-'));
  folders.push(project);
  const line = 'Once upon a time it was quiet here. The town had never seen a ship; It was so, for years. ';
  writeFileSync(join(project, 'my.txt'), line.repeat(400));
  const bodies = Array.from({ length: 40 }, () => line.repeat(10));
  const json = bodies.map((body) => `${JSON.stringify({ body })}\n`).join('');
  writeFileSync(join(project, 'articles.jsonl'), json);
  writeFileSync(join(project, 'articles.csv'), `body\n${bodies.map((body) => `"${body}"\n`).join('')}`);
  writeFileSync(join(project, 'shakespeare.txt'), line.repeat(400));

  test('is a page', () => expect(fences.length).toBeGreaterThanOrEqual(0));
  for (const fence of fences) {
    const name = `line ${fence.line}, ${fence.language || 'text'}`;
    const file = /^# ((?:configs\/\S+|craft\.config)\.yaml)$/m.exec(fence.text.split('\n')[0] ?? '')?.[1];
    if (fence.language === 'yaml' && file) {
      test(`${name}: ${file}`, () => {
        mkdirSync(dirname(join(project, file)), { recursive: true });
        writeFileSync(join(project, file), fence.text);
      });
    } else if (fence.language === 'sh') {
      for (const command of commandsOf(fence.text)) {
        if (notRun.some((pattern) => pattern.test(command))) continue;
        test(`${name}: ${command}`, () => expect(runCommand(command, project)).toBe(0), 120_000);
      }
    } else if (fence.language === 'ts' && page.endsWith('README.md') && fence.text.includes('import ')) {
      test(name, () => expect(runTypeScript(fence.text, project)).toBe(0), 120_000);
    }
  }
});

function runCommand(command: string, cwd: string): number {
  const words = /^npx craft-cli\b(.*)$/.exec(command)?.[1];
  if (words === undefined)
    throw new Error(`${command}: expected npx craft-cli … or a command in the list notRun`);
  const trains = /^ run\b/.test(words) && !/--dry-run\b/.test(words);
  return run('bash', ['-c', `node "${cli}" ${words} ${trains ? short.join(' ') : ''}`], cwd);
}

/** The snippet lies under the root's node_modules, so that it finds the packages as a user's file would. */
function runTypeScript(text: string, cwd: string): number {
  const folder = join(root, 'node_modules/.cache');
  mkdirSync(folder, { recursive: true });
  const own = mkdtempSync(join(folder, 'snippet-'));
  folders.push(own);
  const file = join(own, 'snippet.mts');
  writeFileSync(file, text);
  return run(process.execPath, ['--import', import.meta.resolve('tsx'), file], cwd);
}

function run(command: string, args: string[], cwd: string): number {
  try {
    execFileSync(command, args, { cwd, stdio: 'pipe', timeout: 110_000 });
    return 0;
  } catch (error) {
    const { stderr, stdout } = error as { stderr?: Buffer; stdout?: Buffer };
    throw new Error(`${[command, ...args].join(' ')}\n${String(stdout ?? '')}${String(stderr ?? '')}`, {
      cause: error,
    });
  }
}

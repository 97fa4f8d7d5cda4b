import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';

const packageFolder = fileURLToPath(new URL('..', import.meta.url));

test("the README's first run works as it stands there", async () => {
  const readme = readFileSync(join(packageFolder, 'README.md'), 'utf8');
  const program = /```ts\n(import [^]*?)```/.exec(readme)?.[1] ?? '';
  // Below the package, so that its imports are found; in a folder that git ignores.
  const outputs = join(packageFolder, 'outputs');
  mkdirSync(outputs, { recursive: true });
  const folder = mkdtempSync(join(outputs, 'readme-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  writeFileSync(join(folder, 'first.mts'), program);
  const flags = ['--conditions=@craft/source', '--import', 'tsx'];
  const hooks = join(packageFolder, 'test/support/sourceHooks.mjs');
  const { stdout, stderr } = await promisify(execFile)(
    process.execPath,
    [...flags, '--import', hooks, 'first.mts'],
    { cwd: folder },
  );
  expect(stdout).toMatch(/status: 'completed',\n {2}step: 200,/);
  expect(stderr).toMatch(/step 200 {2}val loss 0\.\d+/);
  const [run] = readdirSync(join(folder, 'outputs'));
  expect(readdirSync(join(folder, 'outputs', run ?? '', 'checkpoints')).sort()).toEqual([
    'best.json',
    'last.json',
    'step-00000100',
    'step-00000200',
  ]);
});

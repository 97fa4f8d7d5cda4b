import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { talesEntropy } from '../src/index.ts';
import { temporaryFolder } from './helpers/temporaryFolder.ts';

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');

test('the example runs as it stands', () => {
  const [, code = ''] = /```ts\n(.*?)```/s.exec(readme) ?? [];
  // Inside the package, where it can be imported by its name.
  const path = fileURLToPath(new URL(`readme-${process.pid}.ts`, import.meta.url));
  onTestFinished(() => rmSync(path, { force: true }));
  writeFileSync(path, code);
  const output = execFileSync(
    process.execPath,
    ['--import', import.meta.resolve('tsx'), '--conditions=@craft/source', path],
    {
      cwd: temporaryFolder(),
      encoding: 'utf8',
    },
  );
  expect(output).toMatch(/^18\d{4} tokens to train on, 5\d different ones\n/);
  expect(output).toContain(`below ${talesEntropy().natsPerCharacter} nats`);
  expect(output).toContain("{ kind: 'randomWindows:random', cursor: 12 }");
});

test('the entropy it names is the tales’', () => {
  expect(readme).toContain(`${talesEntropy().natsPerCharacter.toFixed(4)} nats per character`);
});

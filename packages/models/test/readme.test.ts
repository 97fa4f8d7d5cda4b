import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test, vi } from 'vitest';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const folder = here('../outputs/readme');
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("the README's example runs: three losses that fall, then text", async () => {
  const [, example = ''] = /```ts\n([^]*?)```/.exec(readFileSync(here('../README.md'), 'utf8')) ?? [];
  mkdirSync(folder, { recursive: true });
  writeFileSync(`${folder}/example.ts`, example);
  const log = vi.spyOn(console, 'log').mockImplementation(() => {});
  await import(`${folder}/example.ts`);
  const lines = log.mock.calls;
  log.mockRestore();
  expect(lines).toHaveLength(4);
  const losses = lines.slice(0, 3).map(([, loss]) => loss as number);
  expect(losses).toEqual([...losses].sort((a, b) => b - a));
  expect(lines[3]?.[0]).toHaveLength(40);
});

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { test } from 'vitest';

const repository = fileURLToPath(new URL('../../../..', import.meta.url));

/** Where a real data file lies: in CRAFT_DATA_DIR, else beside the repository. */
export function sharedData(name: string): string {
  return join(process.env.CRAFT_DATA_DIR ?? join(repository, '../shared/data'), name);
}

/** A test that needs a real data file: skipped by name where the file is missing, except in CI, where that is a failure. */
export function testWithData(
  title: string,
  name: string,
  body: (path: string) => Promise<void> | void,
): void {
  const path = sharedData(name);
  const run = existsSync(path) || process.env.CI ? test : test.skip;
  run(`${title} (${name})`, () => body(path));
}

import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const source = fileURLToPath(new URL('../src', import.meta.url));

/** The modules that a module brings along, itself included, and what they import from elsewhere. */
function closure(path: string, modules = new Set<string>(), packages = new Set<string>()): Set<string> {
  if (modules.has(path)) return packages;
  modules.add(path);
  for (const [, name = ''] of readFileSync(path, 'utf8').matchAll(
    /^(?:import|export) (?!type )[^;]*?from '([^']+)'/gms,
  )) {
    if (name.startsWith('.')) closure(resolve(dirname(path), name), modules, packages);
    else packages.add(name);
  }
  return packages;
}

test.each(['tokenizers', 'tales', 'loaders', 'random'])('%s import nothing of Node', (folder) => {
  const files = readdirSync(join(source, folder), { recursive: true, encoding: 'utf8' });
  for (const file of files.filter((name) => name.endsWith('.ts'))) {
    const packages = [...closure(join(source, folder, file))];
    expect(
      packages.filter((name) => name.startsWith('node:') || name === 'tinyglobby'),
      file,
    ).toEqual([]);
  }
});

test('the check sees what it is for', () => {
  expect([...closure(join(source, 'index.ts'))]).toEqual(
    expect.arrayContaining(['node:fs', 'tinyglobby', '@noble/hashes/sha2.js']),
  );
});

import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));

interface Manifest {
  readonly [key: string]: unknown;
  readonly version: string;
  readonly exports: Record<string, unknown>;
  readonly dependencies?: Record<string, string>;
}

function readManifest(path: string): Manifest {
  return JSON.parse(readFileSync(`${root}${path}`, 'utf8')) as Manifest;
}

const { version, engines } = readManifest('package.json');

/** Modules that do something when they are loaded: bundlers must not drop them. */
const sideEffects: Record<string, readonly string[]> = {
  // The index puts the ops' methods on Tensor.
  tensor: ['./src/index.ts', './dist/index.js'],
};

/** Packages that import Node's modules, and have a build without them for pages. */
const usesNode = ['config', 'data', 'training'];

/** What each package may bring along of ours: the design's import graph. */
const graph: Record<string, readonly string[]> = {
  cli: ['@craft/config', '@craft/data', '@craft/models', '@craft/tensor', '@craft/training'],
  config: [],
  data: ['@craft/config'],
  models: ['@craft/config', '@craft/tensor'],
  tensor: [],
  training: ['@craft/config', '@craft/tensor'],
};

test('the workspace holds the six packages', () => {
  expect(readdirSync(`${root}packages`).sort()).toEqual(Object.keys(graph));
});

describe.each(Object.keys(graph))('packages/%s', (folder) => {
  const manifest = readManifest(`packages/${folder}/package.json`);

  test('is MIT, ESM, of one version with the others, and says which modules have side effects', () => {
    expect(manifest).toMatchObject({ version, engines, license: 'MIT', type: 'module' });
    expect(manifest['sideEffects']).toEqual(sideEffects[folder] ?? false);
  });

  test('carries the licence', () => {
    const licence = (path: string) => readFileSync(`${root}${path}LICENSE`, 'utf8');
    expect(licence(`packages/${folder}/`)).toBe(licence(''));
  });

  test('depends on what the design lets it import, at the same version', () => {
    const ours = Object.entries(manifest.dependencies ?? {}).filter(([name]) => name.startsWith('@craft/'));
    expect(ours.map(([name]) => name).sort()).toEqual(graph[folder]);
    expect(ours.filter(([, range]) => range !== version)).toEqual([]);
  });

  test('offers its source first, then types, then the builds', () => {
    if (folder === 'cli') expect(Object.keys(manifest.exports)).toEqual(['./package.json']);
    else {
      const entries = {
        '@craft/source': './src/index.ts',
        types: './dist/index.d.ts',
        ...(usesNode.includes(folder) ? { browser: './dist/page.js' } : {}),
        default: './dist/index.js',
      };
      expect(manifest.exports['.']).toEqual(entries);
      expect(Object.keys(manifest.exports['.'] as object)).toEqual(Object.keys(entries));
    }
  });
});

test('the examples ask for the packages at this version, and for third parties as the workspace does', () => {
  const workspace = readManifest('package.json')['devDependencies'] as Record<string, string>;
  for (const name of readdirSync(`${root}examples`)) {
    const { dependencies = {}, devDependencies = {} } = readManifest(`examples/${name}/package.json`);
    for (const [dependency, range] of Object.entries({ ...dependencies, ...(devDependencies as object) })) {
      const expected = dependency.startsWith('@craft/') ? version : (workspace[dependency] ?? range);
      expect(range, `${name}: ${dependency}`).toBe(expected);
    }
  }
});

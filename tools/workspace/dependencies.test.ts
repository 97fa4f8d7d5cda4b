import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));

interface Manifest {
  readonly name: string;
  readonly dependencies?: Record<string, string>;
  readonly devDependencies?: Record<string, string>;
  readonly peerDependencies?: Record<string, string>;
  readonly optionalDependencies?: Record<string, string>;
  readonly overrides?: Record<string, string>;
}

function readJson(path: string): unknown {
  return JSON.parse(readFileSync(`${root}${path}`, 'utf8'));
}

const manifests = [
  'package.json',
  'tools/bench/package.json',
  ...readdirSync(`${root}packages`).map((name) => `packages/${name}/package.json`),
].map((path) => readJson(path) as Manifest);
const ours = new Set(manifests.map(({ name }) => name));

describe('docs/dependencies.md', () => {
  test('has one line for each third-party dependency, and no other', () => {
    const declared = manifests.flatMap((manifest) =>
      [
        manifest.dependencies,
        manifest.devDependencies,
        manifest.peerDependencies,
        manifest.optionalDependencies,
        manifest.overrides,
      ].flatMap((group) => Object.keys(group ?? {})),
    );
    const expected = [...new Set(declared)].filter((name) => !ours.has(name)).sort();
    const text = readFileSync(`${root}docs/dependencies.md`, 'utf8');
    const documented = [...text.matchAll(/^- `([^`]+)`/gm)].map(([, name]) => name);
    expect(documented.sort()).toEqual(expected);
  });
});

describe('package-lock.json', () => {
  test('names no other host than the public registry', () => {
    const { packages } = readJson('package-lock.json') as {
      packages: Record<string, { resolved?: string; link?: boolean }>;
    };
    const hosts = Object.values(packages).flatMap(({ resolved, link }) =>
      resolved === undefined || link ? [] : [new URL(resolved).origin],
    );
    expect(hosts.filter((origin) => origin !== 'https://registry.npmjs.org')).toEqual([]);
  });

  test('holds every optional package of every platform, without which npm ci refuses it elsewhere', () => {
    const { packages } = readJson('package-lock.json') as { packages: Record<string, Manifest> };
    const missing = Object.entries(packages).flatMap(([path, { optionalDependencies }]) =>
      Object.keys(optionalDependencies ?? {})
        .filter((name) => !lookup(packages, path, name))
        .map((name) => `${path} → ${name}`),
    );
    expect(missing).toEqual([]);
  });
});

/** Whether `name` is found from `path` the way Node looks: in its own node_modules, then each one above. */
function lookup(packages: Record<string, unknown>, path: string, name: string): boolean {
  for (let folder = path; ; folder = parentPackage(folder)) {
    if (`${folder === '' ? '' : `${folder}/`}node_modules/${name}` in packages) return true;
    if (folder === '') return false;
  }
}

function parentPackage(path: string): string {
  const end = path.lastIndexOf('/node_modules/');
  return end === -1 ? '' : path.slice(0, end);
}

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { isInstalled, nodeProblem } from './install.mjs';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'craft-install-'));
  mkdirSync(join(folder, 'node_modules'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function write(path: string, packages: Record<string, object>): void {
  writeFileSync(join(folder, path), JSON.stringify({ packages }));
}

test('an old Node is refused with what is needed', () => {
  expect(nodeProblem('18.20.4')).toMatchInlineSnapshot(
    `"Craft needs Node 20.19 or newer, but this is Node 18.20.4: see https://nodejs.org"`,
  );
  expect(nodeProblem('20.18.3')).toBeDefined();
  expect(nodeProblem('20.19.0')).toBeUndefined();
  expect(nodeProblem('24.1.0')).toBeUndefined();
});

test('the workspace these tests run in is installed', () => {
  expect(isInstalled()).toBe(true);
});

test('no node_modules, an interrupted or an outdated installation are noticed', () => {
  write('package-lock.json', { '': {}, 'node_modules/yaml': { version: '2.9.0' } });
  expect(isInstalled(folder)).toBe(false);
  write('node_modules/.package-lock.json', { 'node_modules/yaml': { version: '2.8.0' } });
  expect(isInstalled(folder)).toBe(false);
  write('node_modules/.package-lock.json', { 'node_modules/yaml': { version: '2.9.0' } });
  expect(isInstalled(folder)).toBe(true);
});

test('packages of another platform need not be there', () => {
  write('package-lock.json', { '': {}, 'node_modules/fsevents': { version: '2.3.3', optional: true } });
  write('node_modules/.package-lock.json', {});
  expect(isInstalled(folder)).toBe(true);
});

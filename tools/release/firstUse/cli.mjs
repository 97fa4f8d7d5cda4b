import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

const { version } = JSON.parse(readFileSync('node_modules/craft-cli/package.json', 'utf8'));
// npx takes the program that is installed here: the package and its bin share one name.
const craft = (...args) =>
  execFileSync('npx', ['--no-install', 'craft-cli', ...args], {
    encoding: 'utf8',
    shell: process.platform === 'win32',
  });
assert.equal(craft('--version').trim(), version);
// The configs that ship are found from wherever the program is installed.
assert.match(craft('config', 'show', 'quickstart'), /type: gpt/);

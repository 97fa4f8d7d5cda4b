import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { gitState } from '../../src/runs/gitState.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';

test('names the commit and whether files differ from it', async () => {
  const folder = temporaryFolder();
  expect(await gitState(folder)).toBe(null);
  const git = (...args: string[]) => execFileSync('git', args, { cwd: folder, encoding: 'utf8' });
  git('init', '-q');
  expect(await gitState(folder)).toBe(null);
  writeFileSync(join(folder, 'a'), '1');
  git('add', 'a');
  git('-c', 'user.name=a', '-c', 'user.email=a@b.c', 'commit', '-q', '-m', 'a');
  const commit = git('rev-parse', 'HEAD').trim();
  expect(await gitState(folder)).toEqual({ commit, dirty: false });
  writeFileSync(join(folder, 'a'), '2');
  expect(await gitState(folder)).toEqual({ commit, dirty: true });
});

import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { bin, craft, newProject } from '../craft.ts';

test('says what may follow', async () => {
  const project = newProject();
  const after = async (...words: string[]) =>
    (await craft(['complete', ...words], { cwd: project })).stdout.trim().split('\n');
  expect(await after()).toEqual(expect.arrayContaining(['run', 'sweep', 'config', '--version']));
  expect(await after()).not.toContain('complete');
  expect(await after('config')).toEqual(expect.arrayContaining(['show', 'why', 'check']));
  expect(await after('run')).toEqual(expect.arrayContaining(['tiny', 'quickstart', '--resume', '--dry-run']));
  expect(await after('run', '--device')).toContain('tiny');
  expect(await after('doctor')).not.toContain('tiny');
});

test.each(['bash', 'zsh', 'fish'])('%s takes its script', async (shell) => {
  const { code, stdout } = await craft(['completion', shell], { cwd: newProject() });
  expect(code).toBe(0);
  const check = spawnSync(shell, ['-n'], { input: stdout, encoding: 'utf8' });
  // A shell that is not installed cannot say anything about it.
  if (check.error === undefined) expect({ shell, ...check }).toMatchObject({ status: 0, stderr: '' });
});

test('bash completes with it', async () => {
  const project = newProject();
  const { stdout: script } = await craft(['completion', 'bash'], { cwd: project });
  const ask = `craft-cli() { "${process.execPath}" "${bin}" "$@"; }; ${script}
COMP_WORDS=(craft-cli run ti); COMP_CWORD=2; _craft_cli; echo "\${COMPREPLY[@]}"`;
  expect(spawnSync('bash', ['-c', ask], { cwd: project, encoding: 'utf8' }).stdout.trim()).toBe('tiny');
});

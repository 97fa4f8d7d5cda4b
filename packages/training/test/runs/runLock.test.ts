import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { processStart } from '../../src/runs/processState.ts';
import { RunLock, runningOwner } from '../../src/runs/runLock.ts';
import { errorOf } from '../support/errorOf.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';

/** A process that lives until it is killed. */
async function livingProcess() {
  const child = spawn(process.execPath, ['-e', 'console.log(1); setInterval(() => {}, 1000)']);
  await once(child.stdout, 'data');
  const pid = child.pid ?? 0;
  const kill = async () => {
    const closed = once(child, 'close');
    child.kill('SIGKILL');
    await closed;
  };
  return { pid, start: processStart(pid), kill };
}

function writeLock(folder: string, owner: object): void {
  writeFileSync(
    join(folder, 'lock.json'),
    JSON.stringify({ host: 'elsewhere', token: 'x', start: '', ...owner }),
  );
}

const here = async () => {
  const folder = temporaryFolder();
  const lock = await RunLock.acquire(folder);
  const { host } = JSON.parse(readFileSync(join(folder, 'lock.json'), 'utf8')) as { host: string };
  lock.release();
  return { folder, host };
};

test('one at a time holds the lock of a folder', async () => {
  const folder = temporaryFolder();
  const lock = await RunLock.acquire(folder);
  expect(runningOwner(folder)?.pid).toBe(process.pid);
  const refusal = await errorOf(() => RunLock.acquire(folder), folder);
  expect(refusal.replace(String(process.pid), '<pid>')).toMatchInlineSnapshot(`
    "run.locked
    <folder>: expected a run that nobody writes to, but process <pid> does
    → Wait until it is done, or stop it; its state is saved."
  `);
  lock.release();
  expect(runningOwner(folder)).toBe(undefined);
  (await RunLock.acquire(folder)).release();
  expect(readdirSync(folder)).toEqual([]);
});

test('another living process is respected, and its lock taken over once it is dead', async () => {
  const { folder, host } = await here();
  const other = await livingProcess();
  writeLock(folder, { pid: other.pid, start: other.start, host });
  expect(await errorOf(() => RunLock.acquire(folder))).toContain(`process ${other.pid}`);
  await other.kill();
  const lock = await RunLock.acquire(folder);
  expect(runningOwner(folder)?.pid).toBe(process.pid);
  lock.release();
  expect(readdirSync(folder)).toEqual([]);
});

test('a number that another process has by now does not count as alive', async () => {
  const { folder, host } = await here();
  const other = await livingProcess();
  writeLock(folder, { pid: other.pid, start: 'long ago', host });
  (await RunLock.acquire(folder)).release();
  await other.kill();
});

test('a lock of another machine is respected, and the hint says what to do', async () => {
  const folder = temporaryFolder();
  writeLock(folder, { pid: 17 });
  expect(await errorOf(() => RunLock.acquire(folder), folder)).toMatchInlineSnapshot(`
    "run.locked
    <folder>: expected a run that nobody writes to, but process 17 on elsewhere does
    → Where that process is gone, delete <folder>/lock.json."
  `);
});

test('a lock file without its content is waited for, then taken over', async () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'lock.json'), '');
  const lock = await RunLock.acquire(folder);
  lock.release();
  expect(existsSync(join(folder, 'lock.json'))).toBe(false);
});

test('of many who see a dead lock at once, one takes it', async () => {
  const { folder, host } = await here();
  const other = await livingProcess();
  await other.kill();
  writeLock(folder, { pid: other.pid, start: other.start, host });
  const results = await Promise.allSettled(Array.from({ length: 8 }, () => RunLock.acquire(folder)));
  expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
});

test('a lock that somebody else holds by now is not released', async () => {
  const folder = temporaryFolder();
  const lock = await RunLock.acquire(folder);
  writeLock(folder, { pid: 17 });
  lock.release();
  expect(existsSync(join(folder, 'lock.json'))).toBe(true);
});

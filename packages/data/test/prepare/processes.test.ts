import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createHash } from 'node:crypto';
import { closeSync, mkdirSync, openSync, readdirSync, utimesSync, writeFileSync, writeSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test, vi } from 'vitest';
import { openDataset, prepareDataset, type DatasetConfig } from '../../src/index.ts';
import { temporaryFolder } from '../helpers/temporaryFolder.ts';

/** What the child tells when it is done. */
interface Message {
  sha256: string;
  megabytes: number;
  dir: string;
}

// Several processes on few cores.
vi.setConfig({ testTimeout: 240_000 });

const script = fileURLToPath(new URL('prepareInChild.ts', import.meta.url));
const tales: DatasetConfig = {
  data: { type: 'tales', characters: 4_000_000, seed: 3 },
  tokenizer: { type: 'character' },
};

function start(config: DatasetConfig, cacheDir: string, ...kill: string[]): ChildProcess {
  const child = fork(script, [JSON.stringify(config), cacheDir, ...kill], {
    execArgv: ['--import', 'tsx', '--conditions=@craft/source'],
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  return child;
}

/** Waits for the message of a process; fails when it ends without. */
function result(child: ChildProcess): Promise<Message> {
  return new Promise((resolve, reject) => {
    child.on('message', (message: Message) => resolve(message));
    child.on('exit', (code, signal) => reject(new Error(`the child ended with ${code ?? signal}`)));
  });
}

/** Runs a process that is killed when it is so far through a stage. */
async function killedAt(stage: string, share: number, cacheDir: string): Promise<ChildProcess> {
  const child = start(tales, cacheDir, stage, String(share));
  await once(child, 'exit');
  expect(child.signalCode).toBe('SIGKILL');
  return child;
}

test('several processes that prepare the same corpus at once end with the same dataset', async () => {
  const cacheDir = temporaryFolder();
  const prepare = (): Promise<Message> => result(start(tales, cacheDir));
  const [first, ...others] = await Promise.all([prepare(), prepare(), prepare()]);
  for (const other of others) expect(other).toMatchObject({ dir: first.dir, sha256: first.sha256 });
  const dataset = await openDataset(first.dir);
  await dataset.verify();
  expect(readdirSync(cacheDir).sort()).toEqual([dataset.fingerprint, 'stamps'].sort());
});

test('killed at any point, nothing half-written has the final name, and the next one cleans up', async () => {
  const undisturbed = await prepareDataset(tales, { cacheDir: temporaryFolder() });
  const cacheDir = temporaryFolder();
  for (const [stage, share] of [
    ['scan', 0.5],
    ['write', 0],
    ['write', 0.5],
    ['write', 1],
  ] as const) {
    await killedAt(stage, share, cacheDir);
    // What was begun lies under a name that nobody opens.
    const left = readdirSync(cacheDir).filter((name) => name !== 'stamps');
    expect(left.filter((name) => !name.includes('.tmp-'))).toEqual([]);
    expect(left.length).toBe(stage === 'write' ? 1 : 0);
  }
  const dataset = await prepareDataset(tales, { cacheDir });
  await dataset.verify();
  expect(dataset.manifest).toEqual(undisturbed.manifest);
  expect(readdirSync(cacheDir).sort()).toEqual([dataset.fingerprint, 'stamps'].sort());
});

test('what a living process is writing stays, and so does what is no temporary folder', async () => {
  const cacheDir = temporaryFolder();
  const host = hostname().replaceAll(/[^\w.]/g, '_');
  const name = (machine: string, pid: number): string => `${'0'.repeat(32)}.tmp-${machine}-${pid}-0`;
  const dead = await killedAt('scan', 0, join(cacheDir, 'other'));
  const folders = {
    living: name(host, process.pid),
    dead: name(host, dead.pid ?? 0),
    elsewhere: name('elsewhere', 1),
    elsewhereLongAgo: name('elsewhere', 2),
    mine: 'my-notes',
  };
  for (const folder of Object.values(folders)) mkdirSync(join(cacheDir, folder));
  const weekAgo = new Date(Date.now() - 7 * 86_400_000);
  utimesSync(join(cacheDir, folders.elsewhereLongAgo), weekAgo, weekAgo);
  await prepareDataset({ ...tales, data: { type: 'tales', characters: 10_000 } }, { cacheDir });
  const left = readdirSync(cacheDir);
  expect(left).toEqual(expect.arrayContaining([folders.living, folders.elsewhere, folders.mine]));
  expect(left).not.toContain(folders.dead);
  expect(left).not.toContain(folders.elsewhereLongAgo);
});

test('memory does not grow with the text: 96 MB as one document, and most of it as one line', async () => {
  const folder = temporaryFolder();
  const path = join(folder, 'large.txt');
  const file = openSync(path, 'w');
  const piece = 'words without a line break, Grüße und 😀, again and again; '.repeat(15_000);
  const hash = createHash('sha256');
  let bytes = 0;
  while (bytes < 96 * 2 ** 20) bytes += writeSync(file, piece);
  closeSync(file);
  const config = { data: { type: 'text', path }, tokenizer: { type: 'character' } };
  const { megabytes, dir } = await result(start(config, join(folder, 'cache')));

  expect(megabytes).toBeLessThan(250);
  const dataset = await openDataset(dir);
  await dataset.verify();
  // The tokens, read back in ranges, are the text.
  const { length } = dataset.split('train');
  const pieceLength = [...piece].length;
  expect(length + dataset.split('val').length).toBe((bytes / Buffer.byteLength(piece)) * pieceLength);
  const first = dataset.tokenizer.decode(dataset.split('train').read(0, pieceLength));
  expect(hash.update(first).digest('hex')).toBe(createHash('sha256').update(piece).digest('hex'));
  writeFileSync(path, '');
});

import { spawn, type ChildProcess } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

/** The program. */
export const bin = fileURLToPath(new URL('../bin/craft-cli.js', import.meta.url));

/** The environment without npm's own, which says how these tests were started. */
const ownEnvironment = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => !name.startsWith('npm_')),
);

/** How a command ended. */
export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A command under way. */
export interface Running {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
}

/** Where a command runs and with what environment. */
export interface Surroundings {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** Starts the real program, as built, in a process of its own; on the cpu unless `env` says otherwise. */
export function start(args: readonly string[], { cwd, env = {} }: Surroundings): Running {
  const child = spawn(process.execPath, [bin, ...args], {
    cwd,
    env: { ...ownEnvironment, NO_COLOR: '1', FORCE_COLOR: '', CRAFT_DEVICE: 'cpu', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const ended = new Promise<Ended>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => resolve({ code, signal, stdout, stderr }));
  });
  return { child, ended };
}

/** Runs the real program to its end. */
export function craft(args: readonly string[], surroundings: Surroundings): Promise<Ended> {
  return start(args, surroundings).ended;
}

/** Runs the program, which must succeed, and gives the one JSON object that it prints. */
export async function craftJson<T>(args: readonly string[], surroundings: Surroundings): Promise<T> {
  const { code, stdout, stderr } = await craft([...args, '--json'], surroundings);
  if (code !== 0) throw new Error(`craft-cli ${args.join(' ')}: exit ${code}\n${stderr}`);
  return JSON.parse(stdout) as T;
}

/** A model that trains in a moment. Ten steps, evaluated twice, saved twice. */
const tinyExperiment = `description: A model that trains in a moment
use: { data: tales, tokenizer: character, optimizer: adamw, schedule: cosine, training: default }
data: { characters: 20000 }
model: { type: gpt, nLayers: 1, nHeads: 2, dModel: 16, contextLength: 32 }
schedule: { warmup: 2step }
training:
  duration: 10step
  batchSize: 4
  logEvery: 1step
  evaluateEvery: 5step
  evaluateBatches: 4
  checkpointEvery: 5step
`;

/** A new project in a folder that goes when the test ends, with the experiment `tiny`. */
export function newProject(): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'craft-cli-')));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  write(folder, 'configs/experiment/tiny.yaml', tinyExperiment);
  return folder;
}

/** Writes a file of a project. */
export function write(project: string, path: string, content: string): void {
  mkdirSync(dirname(join(project, path)), { recursive: true });
  writeFileSync(join(project, path), content);
}

/** Names of the run folders of a project. */
export function runsOf(project: string): string[] {
  const outputs = join(project, 'outputs');
  if (!existsSync(outputs)) return [];
  return readdirSync(outputs).filter((name) => name !== '.craft');
}

/** Reads a JSON file. */
export function readJson<T>(...path: string[]): T {
  return JSON.parse(readFileSync(join(...path), 'utf8')) as T;
}

/** Reads the lines of a JSON Lines file. */
export function readLines<T>(...path: string[]): T[] {
  return readFileSync(join(...path), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as T);
}

/** What a person sees, without what differs from machine to machine. */
export function readable(text: string, project: string): string {
  const shipped = fileURLToPath(new URL('../configs', import.meta.url));
  return text
    .replaceAll(project, '<project>')
    .replaceAll(shipped, '<shipped>')
    .replaceAll(relative(project, shipped), '<shipped>')
    .trimEnd();
}

/** Waits until something is so; fails after a minute. */
export async function until(isSo: () => boolean, every = 5): Promise<void> {
  const deadline = performance.now() + 60_000;
  while (!isSo()) {
    if (performance.now() > deadline) throw new Error(`waited in vain until ${isSo.toString()}`);
    await new Promise((resolve) => setTimeout(resolve, every));
  }
}

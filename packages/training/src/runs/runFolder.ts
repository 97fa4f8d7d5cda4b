import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { CraftError } from '@craft/config';
import { cleanLeftovers } from '../checkpoints/checkpointFolder.ts';
import { replaceFile, syncFolder } from '../files/durable.ts';
import { filterJsonLines, JsonLinesWriter, readJsonLines } from '../files/jsonLines.ts';
import type { Metrics } from '../metrics.ts';
import { RunLock } from './runLock.ts';
import { readRunRecord, runId, type RunRecord } from './runRecord.ts';

/** What a new run folder is made from. */
export interface NewRun extends Pick<
  RunRecord,
  'experiment' | 'seed' | 'device' | 'precision' | 'matmul' | 'kernels' | 'versions' | 'git' | 'argv'
> {
  /** The folder that runs go to. */
  readonly outputs: string;
  /** What the run's folder is called before its time stamp. */
  readonly name: string;
  /** Further files by name: `config.yaml`, `config.origins.json`, …. */
  readonly files: Readonly<Record<string, string>>;
  /** Default: now. */
  readonly startedAt?: Date;
}

const folders = ['checkpoints', 'samples', 'evaluation'] as const;
const metricsFile = 'metrics.jsonl';

/**
 * The folder of one run, `<outputs>/<name>-<utc time>[-n]`, and the right to write to it. Readers need no lock:
 * files are replaced in one step or grow by whole lines.
 */
export class RunFolder {
  readonly path: string;
  readonly #lock: RunLock;
  #metrics: JsonLinesWriter;
  readonly #events: JsonLinesWriter;
  #record: RunRecord;

  private constructor(path: string, lock: RunLock, record: RunRecord) {
    this.path = path;
    this.#lock = lock;
    this.#record = record;
    this.#metrics = new JsonLinesWriter(join(path, metricsFile));
    this.#events = new JsonLinesWriter(join(path, 'events.jsonl'));
  }

  /**
   * Makes a new run folder; one that cannot be filled does not stay.
   *
   * @throws CraftError `run.create` where the folder cannot be made
   */
  static async create(run: NewRun): Promise<RunFolder> {
    const { outputs, name, files, startedAt = new Date(), ...given } = run;
    const path = makeFolder(outputs, name, startedAt);
    try {
      const lock = await RunLock.acquire(path);
      for (const folder of folders) mkdirSync(join(path, folder));
      for (const [file, content] of Object.entries(files)) replaceFile(join(path, file), content);
      const made = new RunFolder(path, lock, newRecord(path, startedAt, { name, ...given }));
      made.update({});
      syncFolder(outputs);
      return made;
    } catch (error) {
      rmSync(path, { recursive: true, force: true });
      throw error;
    }
  }

  /**
   * Takes an existing run folder to write to it again.
   *
   * @throws CraftError `run.missing`, `run.unreadable`, and `run.locked` where another process writes to it
   */
  static async open(path: string): Promise<RunFolder> {
    readRunRecord(path);
    const lock = await RunLock.acquire(path);
    try {
      for (const folder of folders) mkdirSync(join(path, folder), { recursive: true });
      const folder = new RunFolder(path, lock, readRunRecord(path));
      for (const one of [path, folder.checkpoints]) cleanLeftovers(one);
      return folder;
    } catch (error) {
      lock.release();
      throw error;
    }
  }

  /** Where checkpoints are. */
  get checkpoints(): string {
    return join(this.path, 'checkpoints');
  }

  /** What `run.json` says. */
  get record(): RunRecord {
    return this.#record;
  }

  /** Changes `run.json`, in one step. */
  update(changes: Partial<Omit<RunRecord, 'version' | 'id'>>): void {
    this.#record = { ...this.#record, ...changes };
    replaceFile(join(this.path, 'run.json'), `${JSON.stringify(this.#record, null, 2)}\n`);
  }

  /** Adds a line to `metrics.jsonl`. */
  appendMetrics(metrics: Metrics): void {
    this.#metrics.append(metrics);
  }

  /** Adds a line with the time to `events.jsonl`. */
  appendEvent(event: { readonly type: string; readonly [key: string]: unknown }): void {
    this.#events.append({ time: new Date().toISOString(), ...event });
  }

  /** Drops the metrics of steps after `step`, which a resumed run makes again. Gives how many lines went. */
  dropMetricsAfter(step: number): number {
    const path = join(this.path, metricsFile);
    this.#metrics.close();
    const dropped = filterJsonLines(path, (line) => isMetrics(line) && line.step <= step);
    this.#metrics = new JsonLinesWriter(path);
    return dropped;
  }

  /** Puts a file into the folder, or replaces it in one step. */
  writeFile(name: string, content: string): void {
    replaceFile(join(this.path, name), content);
  }

  /** Writes `samples/step-00000500.txt`. */
  writeSample(step: number, text: string): void {
    replaceFile(join(this.path, 'samples', `step-${String(step).padStart(8, '0')}.txt`), text);
  }

  /** Writes `evaluation/<name>.json`. */
  writeEvaluation(name: string, result: unknown): void {
    replaceFile(join(this.path, 'evaluation', `${name}.json`), `${JSON.stringify(result, null, 2)}\n`);
  }

  /** Gives the folder back. */
  close(): void {
    this.#metrics.close();
    this.#events.close();
    this.#lock.release();
  }
}

function newRecord(
  path: string,
  startedAt: Date,
  given: Omit<NewRun, 'outputs' | 'files' | 'startedAt'>,
): RunRecord {
  return {
    version: 1,
    id: runId(path),
    status: 'running',
    ...given,
    parameters: null,
    step: 0,
    final: { trainLoss: null, valLoss: null },
    tokensPerSecond: null,
    elapsedSeconds: 0,
    startedAt: startedAt.toISOString(),
    resumedAt: null,
    finishedAt: null,
    error: null,
  };
}

/** The metrics of a run, in the order in which they were written; a line that was cut off is left out. */
export function readMetrics(folder: string): Metrics[] {
  return readJsonLines(join(folder, metricsFile)).filter(isMetrics);
}

function isMetrics(line: unknown): line is Metrics {
  const { step, split } = (line ?? {}) as Partial<Metrics>;
  return typeof step === 'number' && typeof split === 'string';
}

/** `20260131-142530`, in UTC. */
function timeStamp(time: Date): string {
  return time.toISOString().slice(0, 19).replaceAll(/[-:]/g, '').replace('T', '-');
}

function makeFolder(outputs: string, name: string, startedAt: Date): string {
  const safe = name.replaceAll(/[^\p{L}\p{N}._-]+/gu, '-').replace(/^[.-]+/, '') || 'run';
  const base = join(outputs, `${safe}-${timeStamp(startedAt)}`);
  try {
    mkdirSync(outputs, { recursive: true });
    for (let n = 1; ; n++) {
      const path = n === 1 ? base : `${base}-${n}`;
      if (existsSync(path)) continue;
      try {
        mkdirSync(path);
        return path;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      }
    }
  } catch (cause) {
    throw new CraftError(`${base}: the run folder cannot be made: ${(cause as Error).message}`, {
      code: 'run.create',
      hint: 'Choose another folder with outputs=<folder>.',
      cause,
    });
  }
}

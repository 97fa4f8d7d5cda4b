import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { CraftError } from '@craft/config';
import { readRunRecord, replaceFile, runStatus, type FinalMetrics } from '@craft/training';
import { listRuns } from '../runs/findRun.ts';

/** A sweep as `sweep.json` has it. */
export interface SweepRecord {
  readonly version: 1;
  readonly name: string;
  readonly createdAt: string;
  readonly argv: readonly string[];
  readonly metric: 'valLoss' | 'trainLoss';
  /** How long the points train, one after the other; empty: as their configuration says. */
  readonly rungs: readonly number[];
  /** One in so many goes on to the next rung. */
  readonly factor: number;
  readonly jobs: number;
  /** What varies, as arguments, point by point. */
  readonly points: readonly (readonly string[])[];
}

/** How a point stands. */
export interface PointResult {
  readonly index: number;
  /** `killed`: it ended without a word; `stopped`: halving let others go on. */
  readonly status: 'pending' | 'running' | 'completed' | 'failed' | 'interrupted' | 'killed' | 'stopped';
  readonly run: string | null;
  readonly step: number;
  readonly final: FinalMetrics | null;
  readonly seconds: number;
  readonly error: string | null;
}

/** What a point's process leaves behind; a code of null: it has begun, and not come to an end by itself. */
export interface PointEnd {
  readonly exitCode: number | null;
  readonly error?: string | undefined;
}

/** The folder of a sweep: `sweep.json`, a configuration, a log and an end for each point, and the runs. */
export class SweepFolder {
  readonly path: string;
  readonly record: SweepRecord;

  private constructor(path: string, record: SweepRecord) {
    this.path = path;
    this.record = record;
  }

  /** Makes the folder. `configs` are complete configurations, point by point, as YAML. */
  static create(
    outputs: string,
    record: SweepRecord,
    configs: (runs: string, name: (index: number) => string) => string[],
  ): SweepFolder {
    const time = record.createdAt.replaceAll(/[-:]|\..*/g, '').replace('T', '-');
    let path = join(outputs, 'sweeps', `${record.name}-${time}`);
    for (let count = 2; existsSync(path); count += 1)
      path = join(outputs, 'sweeps', `${record.name}-${time}-${count}`);
    const folder = new SweepFolder(path, record);
    mkdirSync(join(path, 'points'), { recursive: true });
    mkdirSync(join(path, 'runs'), { recursive: true });
    for (const [index, yaml] of configs(folder.runs, (point) => pointName(point)).entries()) {
      replaceFile(folder.configFile(index), yaml);
    }
    replaceFile(join(path, 'sweep.json'), `${JSON.stringify(record, null, 2)}\n`);
    return folder;
  }

  /** @throws CraftError `sweep.missing` */
  static open(path: string): SweepFolder {
    try {
      const record = JSON.parse(readFileSync(join(path, 'sweep.json'), 'utf8')) as SweepRecord;
      return new SweepFolder(path, record);
    } catch (cause) {
      throw new CraftError(`sweep: expected the folder of a sweep but received ${path}`, {
        code: 'sweep.missing',
        hint: 'It has a sweep.json; sweeps lie in sweeps/ below outputs.',
        cause,
      });
    }
  }

  /** Where runs go to. Prepared data is kept there too, once for all points. */
  get runs(): string {
    return join(this.path, 'runs');
  }

  configFile(index: number): string {
    return join(this.path, 'points', `${pointName(index)}.yaml`);
  }

  logFile(index: number): string {
    return join(this.path, 'points', `${pointName(index)}.log`);
  }

  endFile(index: number): string {
    return join(this.path, 'points', `${pointName(index)}.json`);
  }

  /** The run of a point, if it has begun one. */
  runOf(index: number): string | null {
    return listRuns(this.runs).find(({ record }) => record.name === pointName(index))?.path ?? null;
  }

  /** How all points stand. */
  results(): PointResult[] {
    const runs = new Map(listRuns(this.runs).map(({ path, record }) => [record.name, path]));
    return this.record.points.map((_, index) => this.#result(index, runs.get(pointName(index)) ?? null));
  }

  #result(index: number, run: string | null): PointResult {
    const end = this.#end(index);
    if (run === null) {
      const status = end === undefined ? 'pending' : end.exitCode === null ? 'killed' : 'failed';
      return { index, status, run, step: 0, final: null, seconds: 0, error: end?.error ?? null };
    }
    const record = readRunRecord(run);
    const now = runStatus(run, record);
    const { step, final, elapsedSeconds: seconds } = record;
    const error = record.error?.message ?? null;
    return { index, status: now === 'dead' ? 'killed' : now, run, step, final, seconds, error };
  }

  #end(index: number): PointEnd | undefined {
    const file = this.endFile(index);
    return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as PointEnd) : undefined;
  }
}

function pointName(index: number): string {
  return `point-${String(index + 1).padStart(3, '0')}`;
}

/** What a sweep is called, by its folder. */
export function sweepTitle({ path }: SweepFolder): string {
  return basename(path);
}

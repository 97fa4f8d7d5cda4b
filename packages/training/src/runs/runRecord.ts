import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { CraftError } from '@craft/config';
import type { KernelChoices, MatmulPaths } from '@craft/tensor';
import * as v from 'valibot';
import type { FinalMetrics } from '../fitResult.ts';
import type { GitState } from './gitState.ts';
import { runningOwner } from './runLock.ts';

/** How a run stands, as its folder says. */
export type RunStatus = 'running' | 'completed' | 'failed' | 'interrupted';

/** What is in `run.json`. Times are ISO 8601 in UTC. */
export interface RunRecord {
  readonly version: 1;
  /** The folder's name. */
  readonly id: string;
  readonly status: RunStatus;
  /** Name of the experiment; null where there was none. */
  readonly experiment: string | null;
  /** What the run is called: the name that it was given, or its experiment's. Older records have none. */
  readonly name?: string;
  readonly seed: number;
  /** One line about the device. */
  readonly device: string;
  /** How the device multiplies matrices; absent where there is one way. */
  readonly matmul?: MatmulPaths;
  /** The WGSL bodies that the kernels of a training step run; absent where there is no choice. */
  readonly kernels?: KernelChoices;
  /** What training computes in. Older records have none. */
  readonly precision?: 'f32' | 'mixed';
  readonly versions: Readonly<Record<string, string>>;
  readonly git: GitState | null;
  readonly argv: readonly string[];
  /** Number of values that are learned; null until the model is made. */
  readonly parameters: number | null;
  readonly step: number;
  readonly final: FinalMetrics;
  readonly tokensPerSecond: number | null;
  readonly elapsedSeconds: number;
  readonly startedAt: string;
  /** When its newest session began. */
  readonly resumedAt: string | null;
  readonly finishedAt: string | null;
  /** Why it failed. */
  readonly error: { readonly code: string | null; readonly message: string } | null;
}

const known = v.looseObject({
  version: v.literal(1),
  id: v.string(),
  status: v.picklist(['running', 'completed', 'failed', 'interrupted']),
});

/**
 * Reads a run folder's `run.json`.
 *
 * @throws CraftError `run.missing` where there is none, `run.unreadable` where it is something else
 */
export function readRunRecord(folder: string): RunRecord {
  const path = join(folder, 'run.json');
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (cause) {
    const reason = (cause as NodeJS.ErrnoException).code ?? String(cause);
    if (reason !== 'ENOENT' && reason !== 'ENOTDIR') throw unreadable(path, `received ${reason}`, cause);
    throw new CraftError(`${folder}: expected a run folder but its run.json is missing`, {
      code: 'run.missing',
      hint: existsSync(join(folder, 'checkpoints')) ? remedy(folder) : undefined,
      cause,
    });
  }
  try {
    return v.parse(known, JSON.parse(text)) as unknown as RunRecord;
  } catch (cause) {
    throw unreadable(
      path,
      cause instanceof SyntaxError ? 'received what is not JSON' : wrongPart(cause),
      cause,
    );
  }
}

function wrongPart(cause: unknown): string {
  if (!v.isValiError<typeof known>(cause)) return String(cause);
  const [issue] = cause.issues;
  return `its ${v.getDotPath(issue) ?? 'content'} is ${issue.received}`;
}

function unreadable(path: string, what: string, cause: unknown): CraftError {
  return new CraftError(`${path}: expected the record of a run of version 1 but ${what}`, {
    code: 'run.unreadable',
    hint: remedy(dirname(path)),
    cause,
  });
}

function remedy(folder: string): string {
  return (
    `Put run.json back from a copy: its weights, in ${join(folder, 'checkpoints')}, are not concerned. ` +
    `Or begin anew with ${join(folder, 'config.yaml')}.`
  );
}

/** A run's status as it is: one that says `running` and has no living process behind it is `dead`. */
export function runStatus(folder: string, record: RunRecord): RunStatus | 'dead' {
  return record.status === 'running' && !runningOwner(folder) ? 'dead' : record.status;
}

/** The id of the run in a folder. */
export function runId(folder: string): string {
  return basename(folder);
}

import { CraftError, discoverProject } from '@craft/config';
import { existsSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { replaceFile } from '@craft/training';
import type { SweepOptions } from '../commands/sweep.ts';
import { exitCodes, type ExitCode } from '../exitCodes.ts';
import { Interruption } from '../runs/interruption.ts';
import { shellWord } from '../runs/resumeCommand.ts';
import { displayPath } from '../terminal/displayPath.ts';
import { printJson } from '../terminal/printJson.ts';
import { programName } from '../terminal/programName.ts';
import { say } from '../terminal/screen.ts';
import type { Launcher } from './launcher.ts';
import { localLauncher } from './localLauncher.ts';
import { planSweep, pointYaml } from './planSweep.ts';
import { slurmLauncher } from './slurmLauncher.ts';
import { SweepFolder, type PointResult } from './sweepFolder.ts';
import { sweepPlot } from './sweepPlot.ts';
import { bestOf, metricOf, tableLines } from './sweepTable.ts';

/** `craft-cli sweep`: runs a configuration many times, each a little different. */
export async function runSweep(words: readonly string[], options: SweepOptions): Promise<ExitCode> {
  const launcher = launcherOf(options);
  const folder =
    options.resume === undefined ? await begin(words, options) : await goOn(words, options.resume);
  if (folder === undefined) return exitCodes.done;
  const interruption = new Interruption();
  try {
    // Points save their state when they are asked to stop, however long that takes.
    interruption.waitForWork();
    await runAll({ folder, launcher, jobs: options.jobs ?? folder.record.jobs, signal: interruption.signal });
    return report(folder, options, interruption.happened);
  } finally {
    interruption.dispose();
  }
}

function launcherOf({ launcher, slurm = [] }: SweepOptions): Launcher {
  return launcher === 'slurm' ? slurmLauncher(slurm) : localLauncher;
}

async function begin(
  words: readonly string[],
  { dryRun, json, jobs }: SweepOptions,
): Promise<SweepFolder | undefined> {
  const { name, sweep, points, composed, rungs } = await planSweep(words);
  const count = `${points.length} ${points.length === 1 ? 'point' : 'points'}`;
  if (dryRun) {
    for (const [index, point] of points.entries())
      say(`${String(index + 1).padStart(4)}  ${point.join(' ')}`);
    say(`${name}: ${count}, all of which compose. This was a dry run: nothing was started.`);
    if (json) printJson({ dryRun: true, name, points, rungs });
    return undefined;
  }
  const { outputs } = composed[0]?.config ?? { outputs: 'outputs' };
  const record = {
    version: 1 as const,
    name,
    createdAt: new Date().toISOString(),
    argv: process.argv.slice(2),
    metric: sweep.metric,
    rungs,
    factor: sweep.halving?.factor ?? 1,
    jobs: jobs ?? sweep.jobs,
    points,
  };
  const folder = SweepFolder.create(outputs, record, (runs, pointName) =>
    composed.map((one, index) => pointYaml(one, pointName(index), runs)),
  );
  say(`${name}: ${count}, in ${displayPath(folder.path)}`);
  return folder;
}

/** The sweep to go on with: a folder, or `auto`, the newest one. */
async function goOn(words: readonly string[], resume: string): Promise<SweepFolder> {
  if (words.length > 0) {
    throw new CraftError(`sweep --resume: expected nothing besides but received ${words.join(' ')}`, {
      code: 'usage.arguments',
      hint: 'A sweep goes on as it was begun.',
    });
  }
  const { outputs } = await discoverProject();
  const sweeps = join(outputs, 'sweeps');
  if (resume !== 'auto') {
    const named = [resolve(resume), join(sweeps, resume)].find((path) =>
      existsSync(join(path, 'sweep.json')),
    );
    return SweepFolder.open(named ?? resolve(resume));
  }
  const newest = (existsSync(sweeps) ? readdirSync(sweeps) : [])
    .flatMap((name) =>
      existsSync(join(sweeps, name, 'sweep.json')) ? [SweepFolder.open(join(sweeps, name))] : [],
    )
    .sort((a, b) => (a.record.createdAt < b.record.createdAt ? 1 : -1))[0];
  if (newest !== undefined) return newest;
  throw new CraftError(`sweep: expected a sweep in ${sweeps} but there is none`, { code: 'sweep.missing' });
}

interface Work {
  readonly folder: SweepFolder;
  readonly launcher: Launcher;
  readonly jobs: number;
  readonly signal: AbortSignal;
}

/** All points once; or, rung by rung, ever fewer of them for ever longer. */
async function runAll({ folder, launcher, jobs, signal }: Work): Promise<void> {
  const { rungs, factor, metric, points } = folder.record;
  let among = points.map((_, index) => index);
  for (const steps of rungs.length === 0 ? [undefined] : rungs) {
    const results = folder.results();
    const left = among.filter((index) => !isDone(results[index], steps));
    const onEnd = (index: number) => say(progressLine(folder, index));
    if (left.length > 0) await launcher.launch({ folder, points: left, jobs, steps, signal, onEnd });
    if (signal.aborted || steps === undefined) return;
    const ranked = folder
      .results()
      .filter(
        (result) =>
          among.includes(result.index) && isDone(result, steps) && metricOf(result, metric) !== null,
      )
      .sort((a, b) => (metricOf(a, metric) ?? 0) - (metricOf(b, metric) ?? 0));
    among = ranked.slice(0, Math.max(1, Math.floor(among.length / factor))).map(({ index }) => index);
  }
}

function isDone(result: PointResult | undefined, steps: number | undefined): boolean {
  return result?.status === 'completed' && (steps === undefined || result.step >= steps);
}

function progressLine(folder: SweepFolder, index: number): string {
  const { record } = folder;
  const result = folder.results()[index];
  const value = result === undefined ? null : metricOf(result, record.metric);
  const figure = value === null ? '' : `, ${record.metric} ${value.toFixed(4)}`;
  return `point ${index + 1}/${record.points.length} ${result?.status ?? 'pending'}${figure}  ${(record.points[index] ?? []).join(' ')}`;
}

/** Says and writes what became of everything. */
function report(folder: SweepFolder, { json }: SweepOptions, isInterrupted: boolean): ExitCode {
  const { record, path } = folder;
  const last = record.rungs.at(-1);
  const results = folder
    .results()
    .map((result) =>
      last !== undefined && result.status === 'completed' && result.step < last
        ? { ...result, status: 'stopped' as const }
        : result,
    );
  const best = bestOf(results, record.metric);
  const table = {
    name: record.name,
    folder: path,
    metric: record.metric,
    best: best?.index ?? null,
    points: results.map((result) => ({ ...result, arguments: record.points[result.index] ?? [] })),
  };
  replaceFile(join(path, 'results.json'), `${JSON.stringify(table, null, 2)}\n`);
  replaceFile(join(path, 'plot.svg'), sweepPlot(record, results));
  say('');
  for (const line of tableLines(record, results)) say(line);
  say('');
  say(
    `The table is in ${displayPath(join(path, 'results.json'))}, a plot in ${displayPath(join(path, 'plot.svg'))}.`,
  );
  if (best?.run) say(`The best run: ${displayPath(best.run)}`);
  const isWhole = results.every(({ status }) => status === 'completed' || status === 'stopped');
  if (!isWhole) say(`Go on with what is left: ${programName} sweep --resume ${shellWord(displayPath(path))}`);
  if (json) printJson(table);
  if (isInterrupted) return exitCodes.interrupted;
  return isWhole ? exitCodes.done : exitCodes.failed;
}

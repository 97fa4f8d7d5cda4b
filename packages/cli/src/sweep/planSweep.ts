import { composeFile, CraftError, discoverProject, listFolder, parseDuration, toYaml } from '@craft/config';
import * as v from 'valibot';
import { composeConfig, type ComposedConfig } from '../config/composeConfig.ts';
import { isCraftError } from '../errors/isCraftError.ts';
import { shippedConfigs } from '../config/shippedConfigs.ts';
import { partArguments, gridPoints, pointsOf } from './sweepPoints.ts';
import { sweepSchema, type SweepConfig } from './sweepSchema.ts';

/** A sweep, all of whose points compose. */
export interface SweepPlan {
  readonly name: string;
  readonly sweep: SweepConfig;
  /** What varies, as arguments, point by point. */
  readonly points: readonly (readonly string[])[];
  readonly composed: readonly ComposedConfig[];
  /** Steps to train up to, rung by rung; empty: as the configuration says. */
  readonly rungs: readonly number[];
}

/**
 * Composes and checks every point of a sweep.
 *
 * @param words an experiment or the name of a sweep file, `key=a,b`, and overrides that hold for every point
 * @throws ConfigError, CraftError `sweep.*` naming the first points that do not compose
 */
export async function planSweep(words: readonly string[]): Promise<SweepPlan> {
  const { name, sweep, rest } = await readSweep(words);
  const { dimensions, fixed } = partArguments([...sweep.overrides, ...rest]);
  const own = Object.keys(sweep.parameters).length === 0 ? [[]] : pointsOf(sweep);
  const points = own.flatMap((point) => gridPoints(dimensions).map((more) => [...point, ...more]));
  if (points.length === 1 && points[0]?.length === 0) {
    throw new CraftError('sweep: expected something that varies but received one value for each key', {
      code: 'sweep.nothing-varies',
      hint: 'Such as optimizer.learningRate=1e-3,3e-4 or training.seed=0..4; or name a file below configs/sweep/.',
    });
  }
  const base = sweep.experiment === undefined ? [] : [sweep.experiment];
  const composed = await composeAll(points, [...base, ...fixed]);
  return {
    name: name ?? composed[0]?.runName ?? 'sweep',
    sweep,
    points,
    composed,
    rungs: rungsOf(sweep, composed),
  };
}

/** The one word that is a sweep's file, if there is one, and what is left. */
async function readSweep(
  words: readonly string[],
): Promise<{ name: string | undefined; sweep: SweepConfig; rest: string[] }> {
  const project = await discoverProject();
  const where = { project, shippedDir: shippedConfigs() };
  const [sweeps, experiments] = await Promise.all([
    listFolder('sweep', where),
    listFolder('experiment', where),
  ]);
  const isName = (word: string) => !/=|^[~+]/.test(word);
  const isExperiment = (word: string) => experiments.some(({ name }) => name === word);
  const at = words.findIndex(
    (word) =>
      word.startsWith('sweep/') ||
      (isName(word) &&
        !isExperiment(word) &&
        (sweeps.some(({ name }) => name === word) || experiments.length === 0)),
  );
  const rest = words.filter((_, index) => index !== at);
  if (at < 0) {
    // What the command line varies is a grid of its own.
    const parameters = {};
    return { name: undefined, sweep: { ...emptySweep, parameters }, rest };
  }
  const name = (words[at] ?? '').replace(/^sweep\//, '');
  const argument = { text: name, position: at + 1 };
  const sweep = await composeFile({
    ...where,
    schema: sweepSchema,
    folder: 'sweep',
    name: argument,
    cwd: process.cwd(),
  });
  const more = sweep.experiment !== undefined && rest.some(isName);
  return { name, sweep: more ? { ...sweep, experiment: undefined } : sweep, rest };
}

const emptySweep: SweepConfig = { ...v.parse(sweepSchema, { parameters: { name: ['x'] } }) };

async function composeAll(
  points: readonly (readonly string[])[],
  fixed: readonly string[],
): Promise<ComposedConfig[]> {
  const composed: ComposedConfig[] = [];
  const wrong: { index: number; error: Error }[] = [];
  for (const [index, point] of points.entries()) {
    try {
      composed.push(await composeConfig({ args: [...fixed, ...point] }));
    } catch (error) {
      if (!isCraftError(error)) throw error;
      wrong.push({ index, error });
    }
  }
  const [first] = wrong;
  if (first === undefined) return composed;
  const others = wrong.length === 1 ? '' : ` and ${wrong.length - 1} more`;
  throw new CraftError(
    `sweep: expected ${points.length} points that compose but point ${first.index + 1} (${(points[first.index] ?? []).join(' ')})${others} ${wrong.length === 1 ? 'does' : 'do'} not: ${first.error.message}`,
    { code: 'sweep.invalid-point', cause: first.error },
  );
}

/** From the start on, each rung `factor` times as long as the one before, up to what the configuration says. */
function rungsOf({ method, halving }: SweepConfig, composed: readonly ComposedConfig[]): number[] {
  if (method !== 'halving' || halving === undefined) return [];
  const [duration = ''] = new Set(composed.map(({ config }) => config.training.duration));
  const { value: whole, unit } = parseDuration(duration);
  const start = parseDuration(halving.start).value;
  if (unit !== 'step' || whole <= start) {
    throw new CraftError(
      `sweep: expected a training.duration in steps, longer than halving.start (${halving.start}), but received ${duration}`,
      { code: 'sweep.duration' },
    );
  }
  const rungs: number[] = [];
  for (let steps = start; steps < whole; steps *= halving.factor) rungs.push(steps);
  return [...rungs, whole];
}

/** The complete configuration of a point, which runs by itself. */
export function pointYaml({ config }: ComposedConfig, name: string, outputs: string): string {
  return toYaml({ ...config, name, outputs }, { comment: 'A point of a sweep.' });
}

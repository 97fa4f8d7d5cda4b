import { CraftError } from '@craft/config';
import { dimensionOf, expandRange, mostPoints, type Dimension } from './sweepValues.ts';
import type { SweepConfig } from './sweepSchema.ts';

/** One setting of everything that varies, as arguments. */
export type PointArguments = readonly string[];

/** Parts the arguments of a sweep into those that vary and those that hold for every point. */
export function partArguments(args: readonly string[]): { dimensions: Dimension[]; fixed: string[] } {
  const dimensions: Dimension[] = [];
  const fixed: string[] = [];
  for (const argument of args) {
    const dimension = dimensionOf(argument);
    if (dimension === undefined) fixed.push(argument);
    else dimensions.push(dimension);
  }
  return { dimensions, fixed };
}

/** Every combination, the last dimension varying fastest. */
export function gridPoints(dimensions: readonly Dimension[]): PointArguments[] {
  const count = dimensions.reduce((product, { values }) => product * values.length, 1);
  if (count > mostPoints) {
    throw new CraftError(`sweep: expected at most ${mostPoints} points but received ${count}`, {
      code: 'sweep.too-many-points',
      hint: 'Draw some of them: method: random in a file below configs/sweep/.',
    });
  }
  return dimensions.reduce<PointArguments[]>(
    (points, { key, values }) =>
      points.flatMap((point) => values.map((value) => [...point, `${key}=${value}`])),
    [[]],
  );
}

/** The points that a sweep's file asks for. */
export function pointsOf({ method, parameters, samples, seed }: SweepConfig): PointArguments[] {
  const entries = Object.entries(parameters);
  if (method === 'grid') {
    const dimensions = entries.map(([key, values]) => ({ key, values: listOf(values) }));
    return gridPoints(dimensions);
  }
  const random = randomNumbers(seed);
  return Array.from({ length: samples }, () =>
    entries.map(([key, parameter]) => `${key}=${draw(parameter, random())}`),
  );
}

type Parameter = SweepConfig['parameters'][string];

/** A value as an argument. Text stays as it is written in the file, so that it is text here, too. */
function argumentText(value: string | number | boolean | null): string {
  if (typeof value !== 'string') return value === null ? 'null' : String(value);
  return /^[\w.+-]*[a-z][\w.+-]*$/i.test(value) && !/^(true|false|null)$/i.test(value)
    ? value
    : JSON.stringify(value);
}

function listOf(parameter: Parameter): string[] {
  if (typeof parameter === 'string') {
    const range = expandRange(parameter);
    return range.length > 1 ? range : [argumentText(parameter)];
  }
  return Array.isArray(parameter) ? parameter.map(argumentText) : [];
}

function draw(parameter: Parameter, at: number): string {
  if (typeof parameter === 'string' || Array.isArray(parameter)) {
    const values = listOf(parameter);
    return values[Math.floor(at * values.length)] ?? '';
  }
  const { min, max, scale, integer } = parameter;
  // Whole numbers: each is as wide as the others, the last one too.
  const top = integer ? max + 1 : max;
  const value = scale === 'log' ? Math.exp(Math.log(min) + at * Math.log(top / min)) : min + at * (top - min);
  return String(integer ? Math.min(max, Math.floor(value)) : Number(value.toPrecision(6)));
}

/** Mulberry32: numbers from 0 to 1, the same for the same seed on every machine. */
function randomNumbers(seed: number): () => number {
  let state = (seed ^ 0x9e3779b9) >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

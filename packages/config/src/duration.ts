import * as v from 'valibot';
import { CraftError } from './craftError.ts';

/** What durations are counted in. */
export type DurationUnit = 'step' | 'epoch' | 'token' | 'second';

/** A length of work: so many steps, passes over the data, tokens or seconds. */
export interface Duration {
  readonly value: number;
  readonly unit: DurationUnit;
}

const units: Readonly<Record<string, { unit: DurationUnit; factor: number }>> = {
  step: { unit: 'step', factor: 1 },
  steps: { unit: 'step', factor: 1 },
  epoch: { unit: 'epoch', factor: 1 },
  epochs: { unit: 'epoch', factor: 1 },
  token: { unit: 'token', factor: 1 },
  tokens: { unit: 'token', factor: 1 },
  s: { unit: 'second', factor: 1 },
  sec: { unit: 'second', factor: 1 },
  second: { unit: 'second', factor: 1 },
  seconds: { unit: 'second', factor: 1 },
  min: { unit: 'second', factor: 60 },
  minute: { unit: 'second', factor: 60 },
  minutes: { unit: 'second', factor: 60 },
  h: { unit: 'second', factor: 3600 },
  hour: { unit: 'second', factor: 3600 },
  hours: { unit: 'second', factor: 3600 },
};

const pattern = /^\s*(\d+(?:\.\d*)?(?:e[+-]?\d+)?|\.\d+)\s*([a-z]+)\s*$/i;

/**
 * Reads `"1000step"`, `"2epoch"`, `"5e6token"`, `"10min"`; also `"30s"`, `"2h"` and plurals. Steps and tokens
 * are whole numbers; minutes and hours become seconds.
 *
 * @throws CraftError `duration.invalid`
 */
export function parseDuration(text: string): Duration {
  const result = readDuration(text);
  if (typeof result !== 'string') return result;
  throw new CraftError(`duration: ${result} but received ${JSON.stringify(text)}`, {
    code: 'duration.invalid',
  });
}

/** The duration, or what was expected instead. */
function readDuration(text: string): Duration | string {
  const match = pattern.exec(text);
  const unit = units[match?.[2]?.toLowerCase() ?? ''];
  if (match === null || unit === undefined) return expectation(allUnits);
  const value = Number(match[1]) * unit.factor;
  if (!Number.isFinite(value)) return 'expected a finite duration';
  if ((unit.unit === 'step' || unit.unit === 'token') && !Number.isSafeInteger(value)) {
    return `expected a whole number of ${unit.unit}s`;
  }
  if (value > longest[unit.unit]) return `expected at most ${longest[unit.unit]} ${unit.unit}s`;
  return { value, unit: unit.unit };
}

/** What nobody means: a thousand years, a billion passes; steps and tokens are exact up to here. */
const longest: Readonly<Record<DurationUnit, number>> = {
  step: Number.MAX_SAFE_INTEGER,
  epoch: 1e9,
  token: Number.MAX_SAFE_INTEGER,
  second: 3600 * 24 * 365 * 1000,
};

const allUnits: readonly DurationUnit[] = ['step', 'epoch', 'token', 'second'];
const examples: Readonly<Record<DurationUnit, string>> = {
  step: '"1000step"',
  epoch: '"2epoch"',
  token: '"5e6token"',
  second: '"10min"',
};

function expectation(allowed: readonly DurationUnit[]): string {
  const names = allowed.map((unit) => examples[unit]);
  const last = names.pop() ?? '';
  return `expected a duration such as ${names.length > 0 ? `${names.join(', ')} or ` : ''}${last}`;
}

/** Writes a duration so that `parseDuration` reads it back: `1000step`, `10min`, `90s`. */
export function formatDuration({ value, unit }: Duration): string {
  if (unit !== 'second') return `${value}${unit}`;
  if (value > 0 && value % 3600 === 0) return `${value / 3600}h`;
  if (value > 0 && value % 60 === 0) return `${value / 60}min`;
  return `${value}s`;
}

/** What a duration option allows. */
export interface DurationOptions {
  /** Only these units; all where absent. */
  readonly units?: readonly DurationUnit[];
  /** Whether none at all (`0step`) is a value. */
  readonly allowZero?: boolean;
}

/**
 * A schema for a duration in a configuration. The value stays the text that was written (`"3steps"` is as good as
 * `"3step"`), so that a checked configuration can be written down and read again; `parseDuration` takes it apart.
 */
export function duration(options: DurationOptions = {}): v.GenericSchema<string, string> {
  const { units: allowed = allUnits, allowZero = false } = options;
  const expected = expectation(allowed);
  return v.pipe(
    v.string(expected),
    v.rawCheck(({ dataset, addIssue }) => {
      if (!dataset.typed) return;
      const problem = problemOf(dataset.value);
      if (problem !== undefined)
        addIssue({ message: `${problem} but received ${JSON.stringify(dataset.value)}` });
    }),
  );

  function problemOf(text: string): string | undefined {
    const result = readDuration(text);
    if (typeof result === 'string') return result === expectation(allUnits) ? expected : result;
    if (!allowed.includes(result.unit)) return expected;
    return result.value > 0 || allowZero ? undefined : 'expected a duration longer than nothing';
  }
}

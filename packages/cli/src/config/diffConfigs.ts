import type { ComposedConfig } from './composeConfig.ts';
import { composeComplete } from './composeComplete.ts';

/** A value that two configurations do not share; undefined where one does not have it. */
export interface Difference {
  readonly path: string;
  readonly other: unknown;
  readonly here: unknown;
}

/** What sets a configuration apart from an experiment as it is by itself. */
export async function differences(here: ComposedConfig, experiment: string): Promise<Difference[]> {
  const { composed: other } = await composeComplete([experiment]);
  const paths = new Set([...other.origins.keys(), ...here.origins.keys()]);
  return [...paths]
    .map((path) => ({
      path,
      other: other.origins.get(path)?.value,
      here: here.origins.get(path)?.value,
    }))
    .filter((difference) => JSON.stringify(difference.other) !== JSON.stringify(difference.here));
}

/** Differences for people: `training.batchSize: 4 → 12`. */
export function differenceLines(found: readonly Difference[]): string[] {
  if (found.length === 0) return ['They are the same.'];
  const text = (value: unknown) => (value === undefined ? '(none)' : JSON.stringify(value));
  const width = Math.max(...found.map(({ path }) => path.length));
  return found.map(({ path, other, here }) => `${path.padEnd(width)}  ${text(other)} → ${text(here)}`);
}

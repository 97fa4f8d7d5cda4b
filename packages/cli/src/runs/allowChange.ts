import { CraftError, didYouMean, nearestName } from '@craft/config';

/** Keys that no configuration has, but the comparison with a saved run does. */
const compared = ['data.fingerprint', 'tokenizer.hash'];

/**
 * Refuses to allow what is no key: a misspelt one would allow nothing, and nobody would know why.
 *
 * @param configs Whose keys there are: the run's, and the saved run's where it goes on.
 * @throws CraftError `usage.allow-change`
 */
export function checkAllowed(allow: readonly string[], ...configs: readonly unknown[]): void {
  const known = new Set([...configs.flatMap((config) => keysOf(config)), ...compared]);
  const wrong = allow.find((name) => !known.has(name));
  if (wrong === undefined) return;
  throw new CraftError(
    `--allow-change: expected a key of the configuration but received ${JSON.stringify(wrong)}` +
      didYouMean(nearest(wrong, [...known])),
    {
      code: 'usage.allow-change',
      hint: 'Such as optimizer.learningRate, or schedule for everything below it.',
    },
  );
}

/** Paths of all values and of the maps that they are in. */
function keysOf(value: unknown, path = ''): string[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [];
  return Object.entries(value).flatMap(([key, child]) => {
    const name = path === '' ? key : `${path}.${key}`;
    return [name, ...keysOf(child, name)];
  });
}

/** The nearest path; or the one whose last part is nearest, as people leave out where a key lies. */
function nearest(name: string, paths: readonly string[]): string | undefined {
  const last = (path: string) => path.slice(path.lastIndexOf('.') + 1);
  const same = paths.filter((path) => last(path) === last(name));
  if (same.length === 1) return same[0];
  const near = nearestName(name, paths);
  if (near !== undefined) return near;
  const part = nearestName(last(name), paths.map(last));
  const ending = paths.filter((path) => last(path) === part);
  return ending.length === 1 ? ending[0] : undefined;
}

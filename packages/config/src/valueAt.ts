import { parsePath } from './keyPath.ts';
import { childOf } from './schemaShape.ts';

/**
 * The value at a path as one types it: `optimizer.learningRate`, `callbacks."my.name"`; all of it for an empty path.
 *
 * @returns undefined where there is none, and for what is no path.
 */
export function valueAt(config: unknown, path: string): unknown {
  if (path === '') return config;
  const parsed = parsePath(path);
  if ('problem' in parsed || parsed.end !== path.length) return undefined;
  return parsed.segments.reduce<unknown>((value, { name }) => childOf(value, name), config);
}

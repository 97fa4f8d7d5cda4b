import { relative } from 'node:path';

/** A path as one would type it: from the current folder, where that is shorter. */
export function displayPath(path: string): string {
  const fromHere = relative(process.cwd(), path);
  return fromHere !== '' && fromHere.length < path.length ? fromHere : path;
}

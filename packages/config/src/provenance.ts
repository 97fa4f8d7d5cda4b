import { relative } from 'node:path';
import type { MapNode } from './configNode.ts';
import { nodeAt } from './configNode.ts';
import type { Assignment, History } from './history.ts';
import type { KeyPath } from './keyPath.ts';
import { formatPath } from './keyPath.ts';
import type { Origin } from './origin.ts';
import type { AnySchema } from './schemaShape.ts';
import { isMap, placeAt } from './schemaShape.ts';

/** Where the value of one leaf came from. */
export interface Provenance {
  /** As one would type it: `optimizer.learningRate`. */
  readonly path: string;
  /** The value as it is in the checked configuration. */
  readonly value: unknown;
  readonly origin: Origin;
  /** What this value overrode, the last one first. */
  readonly overrode: readonly Assignment[];
  /** Who took away what was set before, so that the default holds. */
  readonly removedBy?: Origin | undefined;
  /** What is written there where the value refers to others: `${optimizer.learningRate}`. */
  readonly written?: string | undefined;
}

/** Provenance of every leaf of a configuration, by path. Lists and empty maps are leaves. */
export type Origins = ReadonlyMap<string, Provenance>;

/** What provenance is worked out from. */
export interface ProvenanceSource {
  readonly schema: AnySchema;
  /** The checked value. */
  readonly value: unknown;
  /** The tree that was checked: what it does not have is a default. */
  readonly tree: MapNode;
  readonly history: History;
  /** The texts in whose place other values stand, by path. */
  readonly written: ReadonlyMap<string, string>;
}

/** Says for every leaf of a checked value who set it. */
export function provenanceOf({ schema, value, tree, history, written }: ProvenanceSource): Origins {
  const origins = new Map<string, Provenance>();
  for (const [path, leaf] of plainLeaves(value)) {
    const node = nodeAt(tree, path);
    const past = history.at(path);
    const assignments = [...(past?.assignments ?? [])].reverse();
    const winner = node !== undefined && node.kind !== 'removed' ? node.origin : undefined;
    origins.set(formatPath(path), {
      path: formatPath(path),
      value: leaf,
      origin: winner ?? { kind: 'default', of: placeAt(schema, value, path).owner },
      overrode: winner === undefined ? assignments : assignments.filter(({ origin }) => origin !== winner),
      removedBy: winner === undefined ? past?.removedBy : undefined,
      ...(written.has(formatPath(path)) && { written: written.get(formatPath(path)) }),
    });
  }
  return origins;
}

function* plainLeaves(value: unknown, path: KeyPath = []): Generator<[KeyPath, unknown]> {
  if (!isMap(value) || Object.keys(value).length === 0) {
    yield [path, value];
    return;
  }
  for (const [key, part] of Object.entries(value)) yield* plainLeaves(part, [...path, key]);
}

/** An origin as it stands in `config.origins.json`. */
export type OriginJson =
  | { readonly file: string; readonly line?: number; readonly column?: number }
  | { readonly argument: number | null; readonly text: string }
  | { readonly default: string };

/** One leaf as it stands in `config.origins.json`. */
export interface ProvenanceJson {
  readonly value: unknown;
  readonly origin: OriginJson;
  readonly overrode?: readonly { readonly value: unknown; readonly origin: OriginJson }[];
  readonly removedBy?: OriginJson;
  readonly written?: string;
}

/**
 * All origins as plain JSON, by path.
 *
 * @param options.relativeTo Folder from which files below it are named; others stay absolute.
 */
export function originsToJson(
  origins: Origins,
  options: { relativeTo?: string } = {},
): Record<string, ProvenanceJson> {
  const place = (origin: Origin): OriginJson => originToJson(origin, options.relativeTo);
  return Object.fromEntries(
    [...origins.values()].map(({ path, value, origin, overrode, removedBy, written }) => [
      path,
      {
        value,
        origin: place(origin),
        ...(overrode.length > 0 && {
          overrode: overrode.map((past) => ({ value: past.value, origin: place(past.origin) })),
        }),
        ...(removedBy !== undefined && { removedBy: place(removedBy) }),
        ...(written !== undefined && { written }),
      },
    ]),
  );
}

function originToJson(origin: Origin, relativeTo: string | undefined): OriginJson {
  if (origin.kind === 'default') return { default: origin.of };
  if (origin.kind === 'argument') return { argument: origin.argument ?? null, text: origin.text };
  const fromThere = relativeTo === undefined ? '..' : relative(relativeTo, origin.file);
  const file = fromThere.startsWith('..') ? origin.file : fromThere.replaceAll('\\', '/');
  return {
    file,
    ...(origin.line !== undefined && { line: origin.line }),
    ...(origin.column !== undefined && { column: origin.column }),
  };
}

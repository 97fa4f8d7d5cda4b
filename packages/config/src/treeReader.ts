import { isAlias, isMap, isScalar, isSeq } from 'yaml';
import type { Alias, Document, Node, Pair, YAMLMap } from 'yaml';
import type { ConfigIssue } from './configError.ts';
import type { ConfigNode, MapEntry } from './configNode.ts';
import { isUsableKey } from './keyPath.ts';
import type { WrittenOrigin } from './origin.ts';

/** The place of a span of the text that is being read. */
export type OriginAt = (start: number, end: number) => WrittenOrigin;

/** How many aliases (`*name`) a text may expand to, counting aliases inside what an alias repeats. */
const maxAliasCount = 100;
const maxDepth = 64;

/** The refusal of a text with more levels than a configuration can have. */
export function tooDeepIssue(origin: WrittenOrigin): ConfigIssue {
  const message = `nested too deeply: expected at most ${maxDepth} levels`;
  return { code: 'config.too-deep', path: '', message, origin };
}

/** Turns a parsed document into a tree whose keys and values know their places, and gathers what it refuses. */
export class TreeReader {
  readonly issues: ConfigIssue[] = [];
  readonly #document: Document;
  readonly #originAt: OriginAt;
  readonly #open = new Set<Node>();
  #aliases = 0;
  /** How many lists stand around: what is in a list does not merge, so nothing in it can be removed. */
  #lists = 0;

  constructor(document: Document, originAt: OriginAt) {
    this.#document = document;
    this.#originAt = originAt;
  }

  read(node: Node): ConfigNode {
    const origin = this.#origin(node);
    if (this.#open.size >= maxDepth) {
      this.issues.push(tooDeepIssue(origin));
      return { kind: 'scalar', value: null, origin };
    }
    if (isAlias(node)) return this.#readAlias(node, origin);
    this.#open.add(node);
    try {
      if (isMap(node)) return { kind: 'map', entries: this.#readEntries(node), origin };
      if (isSeq(node)) {
        this.#lists += 1;
        const items = (node.items as Node[]).map((item) => this.read(item));
        this.#lists -= 1;
        return { kind: 'list', items, origin };
      }
      return { kind: 'scalar', value: scalarValue(isScalar(node) ? node.value : null), origin };
    } finally {
      this.#open.delete(node);
    }
  }

  #readAlias(alias: Alias, origin: WrittenOrigin): ConfigNode {
    const name = alias.source;
    const nothing: ConfigNode = { kind: 'scalar', value: null, origin };
    this.#aliases += 1;
    if (this.#aliases > maxAliasCount) {
      if (this.#aliases === maxAliasCount + 1) {
        this.#refuse(
          'config.yaml-aliases',
          `too many YAML aliases: expected at most ${maxAliasCount} once all are expanded, this is where they pass it`,
          origin,
        );
      }
      return nothing;
    }
    const target = alias.resolve(this.#document);
    if (target === undefined) {
      this.#refuse(
        'config.yaml-aliases',
        `the YAML alias *${name} names nothing: there is no &${name} before it`,
        origin,
      );
      return nothing;
    }
    if (this.#open.has(target)) {
      this.#refuse(
        'config.yaml-aliases',
        `the YAML alias *${name} stands inside &${name}: it would never end`,
        origin,
      );
      return nothing;
    }
    return this.read(target);
  }

  #readEntries(map: YAMLMap): Map<string, MapEntry> {
    const entries = new Map<string, MapEntry>();
    for (const pair of map.items as Pair<Node | null, Node | null>[]) {
      const keyOrigin = pair.key === null ? this.#origin(map) : this.#origin(pair.key);
      const written = isScalar(pair.key) && pair.key.value !== null ? pair.key.source : undefined;
      if (!isScalar(pair.key) || written === undefined || !isUsableKey(written)) {
        this.#refuse('config.bad-key', `expected a key that is plain text${quote(written)}`, keyOrigin);
        continue;
      }
      // A quoted "~key" is a key like any other.
      const removes = this.#lists === 0 && pair.key.type === 'PLAIN' && /^~./.test(written);
      const key = removes ? written.slice(1) : written;
      if (entries.has(key)) {
        this.#refuse(
          'config.duplicate-key',
          `the key ${key} is written twice in the same map: expected it once`,
          keyOrigin,
        );
        continue;
      }
      const value = pair.value === null ? undefined : pair.value;
      if (removes && value !== undefined && !(isScalar(value) && value.value === null)) {
        this.#refuse(
          'config.removal-value',
          `~${key}: a removal takes no value: expected nothing after the colon`,
          keyOrigin,
        );
        continue;
      }
      if (removes) entries.set(key, { key: keyOrigin, node: { kind: 'removed', origin: keyOrigin } });
      else if (value === undefined)
        entries.set(key, { key: keyOrigin, node: { kind: 'scalar', value: null, origin: keyOrigin } });
      else entries.set(key, { key: keyOrigin, node: this.read(value) });
    }
    return entries;
  }

  #origin(node: Node): WrittenOrigin {
    const [start, end] = node.range ?? [0, 1];
    return this.#originAt(start, end);
  }

  #refuse(code: string, message: string, origin: WrittenOrigin): void {
    this.issues.push({ code, path: '', message, origin });
  }
}

function quote(written: string | undefined): string {
  return written === undefined ? '' : ` but received ${JSON.stringify(written)}`;
}

function scalarValue(value: unknown): string | number | boolean | null {
  // The core schema makes nothing else.
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : null;
}

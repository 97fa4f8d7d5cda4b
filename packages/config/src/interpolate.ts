import * as v from 'valibot';
import type { ConfigIssue } from './configError.ts';
import type { ConfigNode, ListNode, MapEntry, MapNode, ScalarNode } from './configNode.ts';
import { leavesOf, nodeAt, toPlain } from './configNode.ts';
import type { TextPart } from './interpolationParts.ts';
import { mayRefer, textParts } from './interpolationParts.ts';
import type { KeyPath } from './keyPath.ts';
import { formatPath } from './keyPath.ts';
import { didYouMean, nearestName } from './nearestName.ts';
import type { Origin } from './origin.ts';
import { onlyWritten } from './origin.ts';
import { plainScalar } from './overrideValue.ts';
import type { AnySchema } from './schemaShape.ts';
import { childOf, childSchema, shapeOf } from './schemaShape.ts';
import { valueTree } from './valueTree.ts';
import { maxTextLength } from './yamlTree.ts';

/** What texts refer to besides the configuration itself, and which texts are left alone. */
export interface InterpolationContext {
  /** Tells the default of what nobody set. */
  readonly schema: AnySchema;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Values from here are what they are: a complete configuration refers to nothing. */
  readonly isVerbatim: (origin: Origin) => boolean;
}

/** A tree without references, and where those stood that lead nowhere. */
export interface Interpolated {
  readonly tree: MapNode;
  readonly issues: readonly ConfigIssue[];
  /** Places whose value is not known, so that nothing else can be said of them. */
  readonly failed: ReadonlySet<string>;
  /** What was written at a place whose value refers to others, by path. */
  readonly written: ReadonlyMap<string, string>;
}

/** Lists that repeat lists that repeat lists grow without end. */
const maxItems = 10_000;
const maxChain = 100;

/**
 * Puts values in the place of `${path.to.value}` and `${env:NAME,default}`, once everything is merged: a reference
 * is to the value that won. A whole text that is one reference takes the other value's type; of the environment it
 * is read as an argument is, so that `${env:SEED,1}` is a number.
 */
export function interpolate(tree: MapNode, context: InterpolationContext): Interpolated {
  return new Interpolation(tree, context).run();
}

/** What a reference gives: a node, or undefined where it leads nowhere and that was said. */
type Resolved = ScalarNode | ListNode | undefined;

class Interpolation {
  readonly #root: MapNode;
  readonly #context: InterpolationContext;
  readonly #issues: ConfigIssue[] = [];
  readonly #failed = new Set<string>();
  readonly #written = new Map<string, string>();
  readonly #known = new Map<string, Resolved>();
  readonly #open: string[] = [];
  #items = 0;

  constructor(root: MapNode, context: InterpolationContext) {
    this.#root = root;
    this.#context = context;
  }

  run(): Interpolated {
    const tree = this.#map(this.#root, []);
    return { tree, issues: this.#issues, failed: this.#failed, written: this.#written };
  }

  #map(node: MapNode, path: KeyPath): MapNode {
    const entries = new Map<string, MapEntry>();
    for (const [key, entry] of node.entries) {
      entries.set(key, { key: entry.key, node: this.#visit(entry.node, [...path, key]) });
    }
    return { ...node, entries };
  }

  #visit(node: ConfigNode, path: KeyPath): ConfigNode {
    if (node.kind === 'map') return this.#map(node, path);
    if (node.kind === 'removed') return node;
    return this.#leaf(node, path) ?? node;
  }

  /** The value of a leaf, worked out once. */
  #leaf(node: ScalarNode | ListNode, path: KeyPath): Resolved {
    const name = formatPath(path);
    if (this.#known.has(name)) return this.#known.get(name);
    const resolved = this.#resolve(node, path, name);
    this.#known.set(name, resolved);
    if (resolved === undefined) this.#failed.add(name);
    return resolved;
  }

  #resolve(node: ScalarNode | ListNode, path: KeyPath, name: string): Resolved {
    if (this.#context.isVerbatim(node.origin)) return node;
    if (node.kind === 'list') {
      this.#open.push(name);
      const items = node.items.map((item, index) => this.#visit(item, [...path, index]));
      this.#open.pop();
      return { ...node, items };
    }
    if (typeof node.value !== 'string' || !mayRefer(node.value)) return node;
    const parts = textParts(node.value);
    if (typeof parts === 'string') return this.#refuse('config.bad-interpolation', name, parts, node.origin);
    if (parts.some(({ kind }) => kind !== 'text')) this.#written.set(name, node.value);
    this.#open.push(name);
    const resolved = this.#join(parts, name, node.origin);
    this.#open.pop();
    return resolved;
  }

  #join(parts: readonly TextPart[], name: string, origin: Origin): Resolved {
    const nodes = parts.map((part) => this.#part(part, name, origin, parts.length === 1));
    const [only] = nodes;
    if (parts.length === 1) return only;
    let text = '';
    for (const node of nodes) {
      if (node === undefined) return undefined;
      if (node.kind === 'list') {
        return this.#refuse('config.bad-interpolation', name, 'a list cannot be a part of a text', origin);
      }
      text += node.value === null ? '' : String(node.value);
      if (text.length > maxTextLength) {
        return this.#refuse('config.bad-interpolation', name, 'the text grows beyond 256 KiB', origin);
      }
    }
    return { kind: 'scalar', value: text, origin };
  }

  #part(part: TextPart, name: string, origin: Origin, isWhole: boolean): Resolved {
    if (part.kind === 'text') return { kind: 'scalar', value: part.text, origin };
    if (part.kind === 'reference') return this.#reference(part.path, name, origin);
    const value = this.#context.environment[part.name] ?? part.fallback;
    if (value !== undefined) return { kind: 'scalar', value: isWhole ? plainScalar(value) : value, origin };
    const hint = `Set it, or give a default: \${env:${part.name},…}`;
    const message = `the environment variable ${part.name} is not set`;
    return this.#refuse('config.unknown-reference', name, message, origin, hint);
  }

  #reference(path: readonly string[], name: string, origin: Origin): Resolved {
    const target = formatPath(path);
    const start = this.#open.indexOf(target);
    if (start >= 0) {
      const chain = [...this.#open.slice(start), target].join(' → ');
      return this.#refuse(
        'config.interpolation-cycle',
        name,
        `the values refer to each other in a circle: ${chain}`,
        origin,
      );
    }
    if (this.#open.length > maxChain) {
      return this.#refuse(
        'config.bad-interpolation',
        name,
        `expected at most ${maxChain} references to references`,
        origin,
      );
    }
    const node = nodeAt(this.#root, path) ?? this.#defaultAt(path);
    if (node === undefined || node.kind === 'removed') return this.#unknown(target, name, origin);
    if (node.kind === 'map') {
      const hint = 'A section is shared with extends or use; a reference is to one value.';
      return this.#refuse(
        'config.bad-interpolation',
        name,
        `expected a value but ${target} is a section`,
        origin,
        hint,
      );
    }
    const resolved = this.#leaf(node, path);
    // What it refers to was refused by itself.
    return resolved === undefined ? undefined : this.#copy(resolved, name, origin);
  }

  #copy(node: ScalarNode | ListNode, name: string, origin: Origin): Resolved {
    if (node.kind === 'scalar') return { ...node, origin };
    this.#items += countItems(node);
    if (this.#items <= maxItems) return { ...node, origin };
    return this.#refuse(
      'config.bad-interpolation',
      name,
      `references repeat more than ${maxItems} items of lists`,
      origin,
    );
  }

  /** The default that the schema has for what nobody set. */
  #defaultAt(path: readonly string[]): ConfigNode | undefined {
    let schema: AnySchema | undefined = this.#context.schema;
    let value: unknown = toPlain(this.#root);
    for (const key of path) {
      if (schema === undefined) return undefined;
      schema = childSchema(shapeOf(schema, value), key);
      value = childOf(value, key);
    }
    if (schema === undefined) return undefined;
    const byDefault: unknown = v.getDefault(schema);
    return byDefault === undefined ? undefined : valueTree(byDefault, { kind: 'default', of: 'the schema' });
  }

  #unknown(target: string, name: string, origin: Origin): undefined {
    const known = [...leavesOf(this.#root)].map(([path]) => formatPath(path));
    const last = (path: string) => path.split('.').at(-1) ?? path;
    const ending = known.filter((path) => last(path) === last(target));
    const suggestion = nearestName(target, known) ?? (ending.length === 1 ? ending[0] : undefined);
    const message = `\${${target}} refers to nothing: the configuration has no such value${didYouMean(suggestion)}`;
    return this.#refuse('config.unknown-reference', name, message, origin);
  }

  #refuse(code: string, path: string, message: string, origin: Origin, hint?: string): undefined {
    this.#issues.push({ code, path, message: `${path}: ${message}`, origin: onlyWritten(origin), hint });
    return undefined;
  }
}

function countItems(node: ConfigNode): number {
  return node.kind === 'list' ? node.items.reduce((sum, item) => sum + countItems(item), 1) : 1;
}

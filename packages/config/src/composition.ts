import type { ConfigIssue } from './configError.ts';
import type { ConfigFile, Reference } from './configFile.ts';
import { experimentFolder } from './configFolders.ts';
import type { ConfigLibrary, LoadedFile } from './configLibrary.ts';
import type { MapNode } from './configNode.ts';
import { nodeAt, toPlain } from './configNode.ts';
import { History } from './history.ts';
import type { KeyPath } from './keyPath.ts';
import { formatPath } from './keyPath.ts';
import { mergeNodes, replaceNode } from './mergeNodes.ts';
import { didYouMean, nearestName } from './nearestName.ts';
import type { ArgumentOrigin, Origin, WrittenOrigin } from './origin.ts';
import type { Override } from './override.ts';
import { overrideTree, parseOverride } from './override.ts';
import type { AnySchema } from './schemaShape.ts';
import { childOf, childSchema, isMap, shapeOf } from './schemaShape.ts';

/** A group file that was chosen. */
export interface GroupChoice {
  readonly option: string;
  readonly file: string;
  /** Who chose it. */
  readonly chosenBy: WrittenOrigin;
}

/** An experiment that is part of a configuration. */
export interface ComposedExperiment {
  readonly name: string;
  readonly description?: string | undefined;
  readonly file: string;
}

/** What a command line says about a configuration. */
export interface CommandLine {
  readonly experiments: readonly ArgumentOrigin[];
  readonly overrides: readonly ArgumentOrigin[];
  /** What to take where it names no experiment. */
  readonly defaultExperiment?: Reference | undefined;
}

/**
 * A configuration while its sources are laid over each other, and what went wrong so far.
 *
 * Each source first chooses group files, then its own values are laid over.
 */
export class Composition {
  readonly issues: ConfigIssue[] = [];
  readonly history = new History();
  readonly groups = new Map<string, GroupChoice>();
  readonly experiments: ComposedExperiment[] = [];
  readonly #schema: AnySchema;
  readonly #library: ConfigLibrary;
  /** Whether a source could not be read, so that what it would have said is missing. */
  #incomplete = false;
  #tree: MapNode;

  /** @param start What the sources are laid over: the schema's defaults, or nothing. */
  constructor(schema: AnySchema, library: ConfigLibrary, start: MapNode) {
    this.#schema = schema;
    this.#library = library;
    this.#tree = start;
  }

  /** What has been composed so far. */
  get tree(): MapNode {
    return this.#tree;
  }

  /** Whether something is missing only because a source could not be read. */
  get incomplete(): boolean {
    return this.#incomplete || this.#library.issues.length > 0;
  }

  /** A source cannot be read. */
  sourceMissing(issues: readonly ConfigIssue[]): void {
    this.#incomplete = true;
    this.issues.push(...issues);
  }

  /** Who set a value; undefined where it is a default. */
  originAt(path: KeyPath): Origin | undefined {
    return nodeAt(this.#tree, path)?.origin;
  }

  /** Lays values over the whole. */
  applyContent(content: MapNode): void {
    const merged = mergeNodes(this.#tree, content, this.history);
    this.issues.push(...this.history.issues.splice(0));
    if (merged?.kind === 'map') this.#tree = merged;
  }

  /** A source that may choose groups: a project's defaults, or one file of an experiment. */
  async applySource({ use, content }: Pick<ConfigFile, 'use' | 'content'>): Promise<void> {
    for (const [group, choice] of use) await this.#choose(group, choice);
    this.applyContent(content);
  }

  /** Experiments in their order, then the group files that were chosen, then values. */
  async applyCommandLine(commandLine: CommandLine): Promise<void> {
    const experiments = commandLine.experiments.map((origin): Reference => ({ name: origin.text, origin }));
    const choices: [group: string, choice: Reference][] = [];
    const values: Override[] = [];
    for (const origin of commandLine.overrides) {
      const override = parseOverride(origin);
      if ('issues' in override) {
        this.sourceMissing(override.issues);
        continue;
      }
      const choice = await this.#choiceOf(override);
      if (choice === undefined) values.push(override);
      else if (override.path[0] === experimentFolder) experiments.push(choice);
      else choices.push([override.path[0] ?? '', choice]);
    }
    if (experiments.length === 0 && commandLine.defaultExperiment !== undefined) {
      experiments.push(commandLine.defaultExperiment);
    }

    for (const experiment of experiments) await this.#applyExperiment(experiment);
    for (const [group, choice] of choices) await this.#choose(group, choice);
    this.#applyValues(values);
    this.issues.push(...this.#library.issues);
  }

  #applyValues(values: readonly Override[]): void {
    // A type first: it drops the options of the component before it, never one that was typed beside it.
    const types = values.filter(
      ({ action, path }) => action !== 'remove' && path.length > 1 && path.at(-1) === 'type',
    );
    for (const override of [...types, ...values.filter((other) => !types.includes(other))]) {
      const issue = this.incomplete ? undefined : this.#newEntryIssue(override);
      if (issue === undefined) this.applyContent(overrideTree(override));
      else this.issues.push(issue);
    }
  }

  async #applyExperiment(reference: Reference): Promise<void> {
    const files = await this.#library.load(experimentFolder, reference);
    if (files === undefined) return;
    for (const file of files) await this.applySource(file);
    const last = files.at(-1);
    if (last !== undefined)
      this.experiments.push({ name: last.name, description: last.description, file: last.file });
  }

  /** Puts a group's file in the place of whatever its section holds. */
  async #choose(group: string, reference: Reference): Promise<void> {
    if (group === experimentFolder) {
      this.sourceMissing([
        {
          code: 'config.unknown-group',
          path: group,
          message: 'use.experiment: an experiment does not choose another: expected a group',
          origin: reference.origin,
          hint: `Write extends: ${reference.name} to go on from it.`,
        },
      ]);
      return;
    }
    const files = await this.#library.load(group, reference);
    if (files === undefined) return;
    const [first, ...others] = files.map((file) => file.content);
    if (first === undefined) return;
    const before = this.#tree.entries.get(group)?.node;
    let section = replaceNode(before, first, this.history, [group], reference.origin);
    for (const content of others) {
      const merged = mergeNodes(section, content, this.history, [group]);
      if (merged?.kind === 'map') section = merged;
    }
    this.issues.push(...this.history.issues.splice(0));
    const entries = new Map(this.#tree.entries).set(group, { key: reference.origin, node: section });
    this.#tree = { ...this.#tree, entries };
    this.groups.set(group, { option: reference.name, file: fileOf(files), chosenBy: reference.origin });
  }

  /** `group=option` and `experiment=name`: a key without dots and a name, where a file or a map is what can follow. */
  async #choiceOf(override: Override): Promise<Reference | undefined> {
    const [key] = override.path;
    const { node } = override;
    if (override.action !== 'set' || key === undefined || override.path.length > 1) return undefined;
    if (node.kind !== 'scalar' || node.value === null || node.origin.kind !== 'argument') return undefined;
    const { text, start, length } = node.origin;
    const name = typeof node.value === 'string' ? node.value : text.slice(start, start + length);
    const reference = { name, origin: node.origin };
    if (key === experimentFolder || (await this.#library.hasGroup(key))) return reference;
    const schema = childSchema(shapeOf(this.#schema, {}), key);
    const isSection =
      schema !== undefined && ['map', 'record', 'component'].includes(shapeOf(schema, {}).kind);
    return isSection && typeof node.value === 'string' ? reference : undefined;
  }

  /** An open map takes any key, so a misspelt one would pass as a new entry: a new entry has to say so with `+`. */
  #newEntryIssue({ action, path, keys, origin }: Override): ConfigIssue | undefined {
    if (action === 'remove') return undefined;
    let schema: AnySchema | undefined = this.#schema;
    let value: unknown = toPlain(this.#tree);
    for (const [depth, key] of path.entries()) {
      const shape = shapeOf(schema, value);
      const isOpen =
        shape.kind === 'record' || (shape.kind === 'map' && shape.open && !Object.hasOwn(shape.entries, key));
      const present = isMap(value) ? Object.keys(value) : [];
      if (isOpen && !present.includes(key)) {
        return action === 'add' ? undefined : newEntry(path, depth, keys[depth] ?? origin, present);
      }
      value = childOf(value, key);
      schema = childSchema(shape, key);
      // Unknown to the schema: the check of the whole says so, with a suggestion.
      if (schema === undefined) return undefined;
    }
    if (action !== 'add') return undefined;
    const name = formatPath(path);
    return {
      code: 'config.needless-plus',
      path: name,
      message: `${name}: expected a new entry of an open map after +, but this key is known`,
      origin,
      hint: `Write it without the +: ${name}=…`,
    };
  }
}

function newEntry(
  path: readonly string[],
  depth: number,
  origin: ArgumentOrigin,
  present: readonly string[],
): ConfigIssue {
  const entry = formatPath(path.slice(0, depth + 1));
  const near = nearestName(path[depth] ?? '', present);
  const suggestion = near === undefined ? undefined : formatPath([...path.slice(0, depth), near]);
  return {
    code: 'config.no-such-entry',
    path: entry,
    message: `${entry}: there is no such entry${didYouMean(suggestion)}`,
    origin,
    suggestion,
    optionsTitle: 'entries',
    options: present.map((name) => ({ name })),
    hint: `To add an entry, write +${formatPath(path)}=…`,
  };
}

function fileOf(files: readonly LoadedFile[]): string {
  return files.at(-1)?.file ?? '';
}

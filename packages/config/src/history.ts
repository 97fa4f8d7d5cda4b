import type { ConfigIssue } from './configError.ts';
import type { LeafNode, RemovedNode } from './configNode.ts';
import { toPlain } from './configNode.ts';
import type { KeyPath } from './keyPath.ts';
import { formatPath } from './keyPath.ts';
import { didYouMean } from './nearestName.ts';
import type { Origin } from './origin.ts';
import { onlyWritten } from './origin.ts';

/** Somebody set a leaf. */
export interface Assignment {
  readonly value: unknown;
  readonly origin: Origin;
}

/** What happened to one leaf, oldest first. */
export interface LeafHistory {
  readonly path: KeyPath;
  readonly assignments: Assignment[];
  /** Who took it away, if nobody set it again. */
  removedBy: Origin | undefined;
}

/** Remembers, while sources are merged, who set which leaf and who took it away. */
export class History {
  readonly issues: ConfigIssue[] = [];
  readonly #leaves = new Map<string, LeafHistory>();

  /** Somebody set the leaf at `path`. */
  assigned(path: KeyPath, node: LeafNode): void {
    const leaf = this.#leaf(path);
    leaf.assignments.push({ value: toPlain(node), origin: node.origin });
    leaf.removedBy = undefined;
  }

  /** The leaf at `path` fell away. */
  dropped(path: KeyPath, by: Origin): void {
    this.#leaf(path).removedBy = by;
  }

  /** Somebody wanted to remove what was not there. */
  nothingToRemove(
    path: KeyPath,
    node: RemovedNode,
    siblings: readonly string[],
    suggestion: string | undefined,
  ): void {
    const name = formatPath(path);
    this.issues.push({
      code: 'config.nothing-to-remove',
      path: name,
      message: `${name}: nothing to remove: expected a key that is set${didYouMean(suggestion)}`,
      origin: onlyWritten(node.origin),
      suggestion,
      optionsTitle: 'set here',
      options: siblings.map((key) => ({ name: key })),
    });
  }

  /** What happened at `path`; nothing where nobody ever set it. */
  at(path: KeyPath): LeafHistory | undefined {
    return this.#leaves.get(JSON.stringify(path));
  }

  #leaf(path: KeyPath): LeafHistory {
    const key = JSON.stringify(path);
    let leaf = this.#leaves.get(key);
    if (leaf === undefined) {
      leaf = { path, assignments: [], removedBy: undefined };
      this.#leaves.set(key, leaf);
    }
    return leaf;
  }
}

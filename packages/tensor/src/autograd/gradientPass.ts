import { CraftError } from '../errors.ts';
import { withAutocast } from '../autocast.ts';
import { accumulateInto } from '../ops/accumulate/accumulate.ts';
import { castInto } from '../ops/cast/cast.ts';
import { filled } from '../ops/fill/fill.ts';
import { formatShape } from '../shape.ts';
import type { Tensor } from '../tensor.ts';
import { hasGradientHooks, throughGradientHooks } from './gradientHooks.ts';
import { noGrad, type GraphNode } from './graph.ts';

/** A tensor to differentiate, and the gradient to start with. */
export interface Root {
  readonly tensor: Tensor;
  readonly gradient: Tensor;
}

interface PassOptions {
  /** The tensors whose gradients are wanted; default: those of all leaves, added to their `.grad`. */
  readonly wanted?: readonly Tensor[];
  /** Tensors where the pass ends, as if they were leaves, and whose hooks it leaves alone. */
  readonly ends?: ReadonlySet<Tensor>;
}

/**
 * One pass of reverse-mode differentiation from `roots`. A gradient is freed as soon as it has been passed on, also
 * where the pass fails. Returns the gradients of `wanted`, null where the roots do not depend on one.
 */
export function runGradientPass(roots: readonly Root[], options: PassOptions = {}): (Tensor | null)[] {
  return withAutocast(null, () => noGrad(() => new GradientPass(options).run(roots)));
}

class GradientPass {
  /**
   * Gradients on their way. Each is a handle of its own; its storage may be shared with others. Several for one f16
   * tensor add up in f32.
   */
  readonly #pending = new Map<Tensor, Tensor>();
  readonly #wanted: ReadonlySet<Tensor> | null;
  readonly #wantedInOrder: readonly Tensor[];
  readonly #found = new Map<Tensor, Tensor>();
  readonly #ends: ReadonlySet<Tensor>;
  /** Nodes behind which something wanted lies; only where not all leaves are. */
  readonly #leading = new Set<GraphNode>();

  constructor({ wanted, ends = new Set() }: PassOptions) {
    this.#wanted = wanted ? new Set(wanted) : null;
    this.#wantedInOrder = wanted ?? [];
    this.#ends = ends;
  }

  run(roots: readonly Root[]): (Tensor | null)[] {
    try {
      const nodes = this.#orderedNodes(roots.map(({ tensor }) => tensor));
      if (this.#wanted) this.#findLeading(nodes);
      for (const { tensor, gradient } of roots) this.#add(tensor, gradient.alias());
      for (const { tensor } of roots) if (!this.#nodeOf(tensor) && !this.#waits(tensor)) this.#arrive(tensor);
      for (const node of nodes) if (!this.#wanted || this.#leading.has(node)) this.#runNode(node);
      for (const tensor of [...this.#pending.keys()]) this.#arrive(tensor);
      return this.#wantedInOrder.map((tensor) => this.#found.get(tensor) ?? null);
    } catch (error) {
      for (const gradient of [...this.#pending.values(), ...this.#found.values()]) gradient.dispose();
      throw error;
    }
  }

  /** The node behind a tensor, unless the pass ends there. */
  #nodeOf(tensor: Tensor): GraphNode | null {
    return this.#ends.has(tensor) ? null : tensor.node;
  }

  /** Whether gradients of `tensor` are needed. */
  #needs(tensor: Tensor): boolean {
    if (!this.#wanted) return tensor.requiresGrad;
    const node = this.#nodeOf(tensor);
    return this.#wanted.has(tensor) || (node !== null && tensor.requiresGrad && this.#leading.has(node));
  }

  /** Whether a leaf's gradient is passed on only when it is complete. */
  #waits(leaf: Tensor): boolean {
    return this.#wanted !== null || hasGradientHooks(leaf);
  }

  #runNode(node: GraphNode): void {
    const results = node.outputs.slice(0, node.op.results ?? 1);
    const incoming = results.map((result) => this.#take(result));
    const received = new Set<Tensor | null>(incoming);
    node.consumed = true;
    const [first] = results;
    try {
      if (!first || !incoming.some(Boolean)) return;
      if (typeof node.op.backward !== 'function') {
        throw new CraftError(
          'autograd.noGradient',
          `${node.op.name}: has no gradient (${node.op.backward.none})`,
          { hint: 'call it on a detach()ed tensor or inside noGrad' },
        );
      }
      assertUnchanged(node);
      const ofFirst = incoming[0] ?? filled(first.shape, 0, first.device);
      received.add(ofFirst);
      const needs = node.inputs.map((input) => this.#needs(input));
      const { inputs, outputs } = node;
      const context = { inputs, outputs, attributes: node.attributes as never, needs, gradients: incoming };
      const gradients = node.op.backward(context, ofFirst);
      inputs.forEach((input, i) => {
        const gradient = gradients[i];
        if (!gradient) return;
        if (needs[i]) {
          this.#add(input, received.has(gradient) ? gradient.alias() : gradient);
          if (!this.#nodeOf(input) && !this.#waits(input)) this.#arrive(input);
        } else if (!received.has(gradient)) {
          gradient.dispose();
        }
      });
    } finally {
      for (const gradient of received) gradient?.dispose();
    }
  }

  /** The complete gradient of a node's result, after its hooks. */
  #take(result: Tensor): Tensor | null {
    const gradient = this.#pending.get(result);
    if (!gradient || this.#ends.has(result)) return null;
    this.#pending.delete(result);
    const final = throughGradientHooks(result, inDType(gradient, result));
    if (this.#wanted?.has(result)) this.#found.set(result, final.alias());
    return final;
  }

  /** Adds to the pending gradient of `tensor`, in place where nobody else sees the storage. */
  #add(tensor: Tensor, gradient: Tensor): void {
    const before = this.#pending.get(tensor);
    if (!before) {
      this.#pending.set(tensor, gradient);
    } else if (before.dtype === 'f16' || gradient.dtype === 'f16') {
      this.#pending.set(tensor, sumInF32(before, gradient));
    } else if (before.sharesStorage) {
      this.#pending.set(tensor, before.add(gradient));
      before.dispose();
      gradient.dispose();
    } else {
      accumulateInto(before, gradient);
      gradient.dispose();
    }
  }

  /** Brings a gradient to the leaf, or the end, that it belongs to. */
  #arrive(leaf: Tensor): void {
    const pending = this.#pending.get(leaf);
    if (!pending) return;
    this.#pending.delete(leaf);
    if (this.#wanted && !this.#wanted.has(leaf)) {
      pending.dispose();
      return;
    }
    const complete = inDType(pending, leaf);
    const gradient = this.#ends.has(leaf) ? complete : throughGradientHooks(leaf, complete);
    if (this.#wanted) {
      this.#found.set(leaf, gradient);
    } else if (leaf.grad) {
      addInto(leaf.grad, gradient);
    } else {
      const own = ownHandle(gradient);
      own.moveTo(leaf.home);
      leaf.grad = own;
    }
  }

  /** Nodes from the roots backwards, each after everything that consumes its output. */
  #orderedNodes(roots: readonly Tensor[]): GraphNode[] {
    const order: GraphNode[] = [];
    const state = new Map<GraphNode, 'open' | 'done'>();
    const stack = roots.flatMap((root) => this.#nodeOf(root) ?? []);
    while (stack.length > 0) {
      const node = stack[stack.length - 1] as GraphNode;
      if (state.get(node) === undefined) {
        if (node.consumed) {
          throw new CraftError(
            'autograd.freed',
            `backward: the graph through ${node.op.name} was already used by an earlier backward`,
            { hint: 'run the forward pass again, or sum the losses and call backward once' },
          );
        }
        state.set(node, 'open');
        for (const input of node.inputs) {
          const before = this.#nodeOf(input);
          if (before && input.requiresGrad && !state.has(before)) stack.push(before);
        }
      } else {
        stack.pop();
        if (state.get(node) === 'open') {
          state.set(node, 'done');
          order.push(node);
        }
      }
    }
    return order.reverse();
  }

  #findLeading(nodes: readonly GraphNode[]): void {
    for (const node of nodes.toReversed()) {
      if (node.inputs.some((input) => this.#needs(input))) this.#leading.add(node);
    }
  }
}

/** The gradient in the dtype of its tensor; takes the handle given. */
function inDType(gradient: Tensor, { dtype }: Tensor): Tensor {
  if (gradient.dtype === dtype) return gradient;
  const own = gradient.to(dtype);
  gradient.dispose();
  return own;
}

/** The sum as f32; takes both handles. */
function sumInF32(a: Tensor, b: Tensor): Tensor {
  const [x, y] = [a.to('f32'), b.to('f32')];
  const sum = x.add(y);
  for (const one of [a, b, x, y]) one.dispose();
  return sum;
}

/** Adds a leaf's new gradient to the one it has, in place; takes the handle of the new one. */
function addInto(grad: Tensor, gradient: Tensor): void {
  if (grad.dtype === 'f32') {
    accumulateInto(grad, gradient);
    gradient.dispose();
  } else {
    const sum = sumInF32(grad.alias(), gradient);
    castInto(sum, grad);
    sum.dispose();
  }
}

/** The gradient in storage that nobody else sees; takes the handle given. */
export function ownHandle(gradient: Tensor): Tensor {
  if (!gradient.sharesStorage) return gradient;
  const own = gradient.clone();
  gradient.dispose();
  return own;
}

function assertUnchanged({ op, inputs, outputs, inputVersions, outputVersions }: GraphNode): void {
  inputs.forEach((input, i) => assertVersion(op.name, `input ${i}`, input, inputVersions[i]));
  outputs.forEach((output, i) => assertVersion(op.name, `output ${i}`, output, outputVersions[i]));
}

/** Throws `autograd.modified` where a tensor's storage was written since it had this version. */
export function assertVersion(op: string, what: string, tensor: Tensor, version: number | undefined): void {
  if (tensor.storageVersion === version) return;
  throw new CraftError(
    'autograd.modified',
    `${op}: ${what} of shape ${formatShape(tensor.shape)} was changed in place between forward and backward`,
    { hint: 'run backward before updating tensors in place' },
  );
}

import { CraftError } from '../errors.ts';
import { accumulateInto } from '../ops/accumulate/accumulate.ts';
import { filled } from '../ops/fill/fill.ts';
import { formatShape, sameShape } from '../shape.ts';
import type { Tensor } from '../tensor.ts';
import { noGrad, type GraphNode } from './graph.ts';

/**
 * Reverse-mode differentiation from `root`. Gradients of leaves are added to their `.grad`; those of
 * intermediate results are freed as soon as they have been passed on. The graph can be used once.
 */
export function backward(root: Tensor, gradient?: Tensor): void {
  if (!root.requiresGrad) {
    throw new CraftError(
      'autograd.noGraph',
      'backward: the tensor does not depend on any tensor with requiresGrad, so there is nothing to differentiate',
    );
  }
  if (!gradient && root.size !== 1) {
    throw new CraftError(
      'autograd.notScalar',
      `backward: expected a scalar or an explicit gradient but received shape ${formatShape(root.shape)}`,
    );
  }
  if (gradient && !sameShape(gradient.shape, root.shape)) {
    throw new CraftError(
      'shape.mismatch',
      `backward: expected a gradient of shape ${formatShape(root.shape)} but received ${formatShape(gradient.shape)}`,
    );
  }
  noGrad(() => {
    const pending: Pending = new Map([
      [root, gradient ? gradient.alias() : filled(root.shape, 1, root.device)],
    ]);
    if (!root.node) passToLeaf(root, pending);
    else for (const node of orderedNodes(root.node)) runNode(node, pending);
  });
}

/** Gradients on their way. Each is a handle of its own; its storage may be shared with others. */
type Pending = Map<Tensor, Tensor>;

function runNode(node: GraphNode, pending: Pending): void {
  const results = node.outputs.slice(0, node.op.results ?? 1);
  const incoming = results.map((result) => pending.get(result) ?? null);
  node.consumed = true;
  const [first] = results;
  if (!first || !incoming.some(Boolean)) return;
  for (const result of results) pending.delete(result);
  if (typeof node.op.backward !== 'function') {
    throw new CraftError(
      'autograd.noGradient',
      `${node.op.name}: has no gradient (${node.op.backward.none})`,
      { hint: 'call it on a detach()ed tensor or inside noGrad' },
    );
  }
  assertUnchanged(node);
  const ofFirst = incoming[0] ?? filled(first.shape, 0, first.device);
  const gradients = node.op.backward(
    {
      inputs: node.inputs,
      outputs: node.outputs,
      attributes: node.attributes as never,
      needs: node.inputs.map((input) => input.requiresGrad),
      gradients: incoming,
    },
    ofFirst,
  );
  const received = new Set([ofFirst, ...incoming]);
  node.inputs.forEach((input, i) => {
    const gradient = gradients[i];
    if (!gradient) return;
    if (input.requiresGrad) {
      add(pending, input, received.has(gradient) ? gradient.alias() : gradient);
      if (!input.node) passToLeaf(input, pending);
    } else if (!received.has(gradient)) {
      gradient.dispose();
    }
  });
  for (const gradient of received) gradient?.dispose();
}

/** Adds to the pending gradient of `tensor`, in place where nobody else sees the storage. */
function add(pending: Pending, tensor: Tensor, gradient: Tensor): void {
  const before = pending.get(tensor);
  if (!before) {
    pending.set(tensor, gradient);
  } else if (before.sharesStorage) {
    pending.set(tensor, before.add(gradient));
    before.dispose();
    gradient.dispose();
  } else {
    accumulateInto(before, gradient);
    gradient.dispose();
  }
}

function passToLeaf(leaf: Tensor, pending: Pending): void {
  const gradient = pending.get(leaf);
  if (!gradient) return;
  pending.delete(leaf);
  if (leaf.grad) {
    accumulateInto(leaf.grad, gradient);
    gradient.dispose();
    return;
  }
  const own = gradient.sharesStorage ? gradient.clone() : gradient;
  if (own !== gradient) gradient.dispose();
  own.moveTo(leaf.home);
  leaf.grad = own;
}

/** Nodes from the root backwards, each after everything that consumes its output. */
function orderedNodes(root: GraphNode): GraphNode[] {
  const order: GraphNode[] = [];
  const state = new Map<GraphNode, 'open' | 'done'>();
  const stack: GraphNode[] = [root];
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
        if (input.node && input.requiresGrad && !state.has(input.node)) stack.push(input.node);
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

function assertUnchanged(node: GraphNode): void {
  node.inputs.forEach((input, i) => {
    if (input.storageVersion !== node.versions[i]) {
      throw new CraftError(
        'autograd.modified',
        `${node.op.name}: input ${i} of shape ${formatShape(input.shape)} was changed in place between forward and backward`,
        { hint: 'run backward before updating tensors in place' },
      );
    }
  });
}

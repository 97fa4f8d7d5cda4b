import { CraftError } from '../../errors.ts';
import type { Tensor } from '../../tensor.ts';
import { matmul } from '../matmul/matmul.ts';
import { mul } from '../mul/mul.ts';
import { permute } from '../permute/permute.ts';
import { reshape } from '../reshape/reshape.ts';
import { sum } from '../sum/sum.ts';
import { parseEquation } from './parseEquation.ts';

/** A tensor with a label per axis. */
interface Labelled {
  readonly tensor: Tensor;
  readonly labels: readonly string[];
}

type Lengths = ReadonlyMap<string, number>;

/**
 * Sums of products by Einstein's convention, as PyTorch's einsum: `einsum('bhtd,bhsd->bhts', q, k)`. Any
 * number of f32 operands, `...` for axes without a letter (they broadcast), and without `->` a result with
 * the letters that occur once, sorted. Two operands at a time, those with the fewest products first, become
 * one batched matmul. An index twice in one operand (a diagonal) is refused. Throws `einsum.equation` and
 * `einsum.shape`.
 */
export function einsum(equation: string, ...tensors: readonly Tensor[]): Tensor {
  const { operands, output, lengths } = parseEquation(
    equation,
    tensors.map(({ shape }) => shape),
  );
  let left = tensors.map((tensor, i) => withoutBroadcast({ tensor, labels: operands[i] ?? [] }, lengths));
  while (left.length > 1) {
    const [i, j] = cheapestPair(left, lengths);
    const [a, b] = [left[i], left[j]];
    if (!a || !b) break;
    const others = left.filter((_, at) => at !== i && at !== j);
    const kept = new Set([...output, ...others.flatMap(({ labels }) => labels)]);
    left = [...others, contract(summed(a, b.labels, kept), summed(b, a.labels, kept), kept, lengths)];
  }
  const [last] = left;
  if (!last) throw new CraftError('einsum.equation', 'einsum: expected at least one operand');
  const result = summed(last, [], new Set(output));
  return inOrder(result, output);
}

/** Drops axes of length 1 that stand for longer ones: without them the operand broadcasts by itself. */
function withoutBroadcast({ tensor, labels }: Labelled, lengths: Lengths): Labelled {
  const kept = labels.filter((label, axis) => tensor.shape[axis] === lengths.get(label));
  if (kept.length === labels.length) return { tensor, labels };
  return { tensor: shaped(tensor, kept, lengths), labels: kept };
}

function lengthOf(labels: readonly string[], lengths: Lengths): number {
  return labels.reduce((product, label) => product * (lengths.get(label) ?? 1), 1);
}

function shaped(tensor: Tensor, labels: readonly string[], lengths: Lengths): Tensor {
  return reshape(
    tensor,
    labels.map((label) => lengths.get(label) ?? 1),
  );
}

/** Sums the axes that neither the other operand nor anything later has. */
function summed({ tensor, labels }: Labelled, other: readonly string[], kept: ReadonlySet<string>): Labelled {
  const axes = labels.flatMap((label, axis) => (kept.has(label) || other.includes(label) ? [] : [axis]));
  if (axes.length === 0) return { tensor, labels };
  return { tensor: sum(tensor, axes), labels: labels.filter((_, axis) => !axes.includes(axis)) };
}

/** Which two operands take the fewest multiplications. */
function cheapestPair(operands: readonly Labelled[], lengths: Lengths): [number, number] {
  let best: [number, number] = [0, 1];
  let least = Infinity;
  for (let i = 0; i < operands.length; i++) {
    for (let j = i + 1; j < operands.length; j++) {
      const labels = new Set([...(operands[i]?.labels ?? []), ...(operands[j]?.labels ?? [])]);
      const products = lengthOf([...labels], lengths);
      if (products < least) [least, best] = [products, [i, j]];
    }
  }
  return best;
}

/** One product: labels of both that are kept are batches, those that are not are summed. */
function contract(a: Labelled, b: Labelled, kept: ReadonlySet<string>, lengths: Lengths): Labelled {
  const shared = a.labels.filter((label) => b.labels.includes(label));
  const batch = shared.filter((label) => kept.has(label));
  const inner = shared.filter((label) => !kept.has(label));
  const rows = a.labels.filter((label) => !shared.includes(label));
  const columns = b.labels.filter((label) => !shared.includes(label));
  const labels = [...batch, ...rows, ...columns];
  const [batches, m, n, k] = [batch, rows, columns, inner].map((one) => lengthOf(one, lengths)) as [
    number,
    number,
    number,
    number,
  ];
  // A matrix product of single rows and columns, or of depth 1, is elementwise work.
  if (inner.length === 0 || (rows.length === 0 && columns.length === 0)) {
    const left = reshape(inOrder(a, [...batch, ...rows, ...inner]), [batches, m, 1, k]);
    const right = reshape(inOrder(b, [...batch, ...columns, ...inner]), [batches, 1, n, k]);
    const product = mul(left, right);
    return { tensor: shaped(inner.length > 0 ? sum(product, -1) : product, labels, lengths), labels };
  }
  const [left, transposeA] = asMatrices(a, batch, rows, inner);
  const [right, transposeB] = asMatrices(b, batch, inner, columns);
  const product = matmul(
    reshape(left, [batches, ...(transposeA ? [k, m] : [m, k])]),
    reshape(right, [batches, ...(transposeB ? [n, k] : [k, n])]),
    { transposeA, transposeB },
  );
  return { tensor: shaped(product, labels, lengths), labels };
}

/** The operand as [batch, first, second], or without a copy as [batch, second, first] where it lies so. */
function asMatrices(
  operand: Labelled,
  batch: readonly string[],
  first: readonly string[],
  second: readonly string[],
): [Tensor, boolean] {
  const turned = [...batch, ...second, ...first];
  if (turned.every((label, axis) => operand.labels[axis] === label)) return [operand.tensor, true];
  return [inOrder(operand, [...batch, ...first, ...second]), false];
}

function inOrder({ tensor, labels }: Labelled, wanted: readonly string[]): Tensor {
  if (labels.every((label, axis) => wanted[axis] === label)) return tensor;
  return permute(tensor, ...wanted.map((label) => labels.indexOf(label)));
}

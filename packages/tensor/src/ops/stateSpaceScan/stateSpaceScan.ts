import { CraftError } from '../../errors.ts';
import { formatShape, sameShape, type Shape } from '../../shape.ts';
import type { Tensor } from '../../tensor.ts';
import { concat } from '../concat/concat.ts';
import { cumsum } from '../cumsum/cumsum.ts';
import { filled } from '../fill/fill.ts';
import { linearRecurrence } from '../linearRecurrence/linearRecurrence.ts';
import { matmul } from '../matmul/matmul.ts';
import { segmentDecay } from '../segmentDecay/segmentDecay.ts';
import { softplus } from '../softplus/softplus.ts';

/** What a state-space scan may have besides its five operands. */
export interface StateSpaceScanOptions {
  /** Weight of x in the result, [H]. */
  readonly d?: Tensor | null;
  /** Added to dt, [H]. */
  readonly dtBias?: Tensor | null;
  /** Whether dt goes through softplus, after the bias; default false. */
  readonly dtSoftplus?: boolean;
  /** State before the first step, [B, H, N, P]; default zeros. */
  readonly state?: Tensor | null;
  /** Steps that are worked on as matrices, at most 256; default 64. The result differs by rounding only. */
  readonly chunk?: number;
}

/**
 * The state space of Mamba-2 (Dao and Gu 2024, algorithm 1, listing 1): per head
 *
 *   h_t = exp(dt_t·a)·h_{t−1} + dt_t·b_t⊗x_t,   y_t = c_t·h_t + d·x_t
 *
 * x [B, T, H, P], dt [B, T, H], a [H], b and c [B, T, G, N] with H/G heads to a group → output [B, T, H, P]
 * and the state after the last step [B, H, N, P]. Within a chunk it is products of matrices, from chunk to
 * chunk a linear recurrence. Throws `scan.shape` and `segmentDecay.length`.
 */
export function stateSpaceScan(
  x: Tensor,
  dt: Tensor,
  a: Tensor,
  b: Tensor,
  c: Tensor,
  options: StateSpaceScanOptions = {},
): { readonly output: Tensor; readonly state: Tensor } {
  const [batch = 0, steps = 0, heads = 0, width = 0] = x.shape;
  const [, , groups = 0, count = 0] = b.shape;
  checkShapes([x, dt, a, b, c], [batch, steps, heads, width], [groups, count]);
  const { d, dtBias, dtSoftplus = false } = options;
  const moved = dtBias ? dt.add(dtBias) : dt;
  const size = dtSoftplus ? softplus(moved) : moved;
  const chunk = Math.min(options.chunk ?? 64, Math.max(1, steps));
  const chunks = Math.ceil(steps / chunk);
  const shared = heads / groups;
  /** [B, T, …] → [B, chunks, chunk, …]: the steps added have dt = 0 and change nothing. */
  const cut = (tensor: Tensor, ...rest: number[]) => {
    const missing = [batch, chunks * chunk - steps, ...rest];
    const whole = missing[1] === 0 ? tensor : concat([tensor, filled(missing, 0, x.device)], 1);
    return whole.reshape(batch, chunks, chunk, ...rest);
  };

  // Running sums of log decays within a chunk, steps last: [B, K, G, R, L], R heads to a group.
  const logs = cut(size.mul(a), heads).permute(0, 1, 3, 2);
  const sums = cumsum(logs, -1);
  const total = sums.slice(3, chunk - 1, chunk);
  const perStep = (values: Tensor) =>
    values
      .reshape(batch, chunks, groups, shared, chunk)
      .transpose(3, 4)
      .reshape(batch, chunks, groups, chunk, shared, 1);
  const fromStart = perStep(sums.exp());
  const toEnd = perStep(total.sub(sums).exp());

  // [B, K, G, L, N] and [B, K, G, L, R, P].
  const [keys, queries] = [b, c].map((each) => cut(each, groups, count).transpose(2, 3)) as [Tensor, Tensor];
  const scaled = x.mul(size.reshape(batch, steps, heads, 1)).reshape(batch, steps, groups, shared, width);
  const values = cut(scaled, groups, shared, width).transpose(2, 3);
  const folded = [batch, chunks, groups, chunk, shared * width];

  // Within a chunk: (L ∘ C·Bᵀ)·X per head.
  const decay = segmentDecay(logs).reshape(batch, chunks, groups, shared, chunk, chunk);
  const scores = matmul(queries, keys, { transposeB: true }).reshape(batch, chunks, groups, 1, chunk, chunk);
  const inside = matmul(decay.mul(scores), values.transpose(3, 4)).transpose(3, 4);

  // From chunk to chunk: what a chunk adds to the state, and what the state before it gives.
  const added = matmul(keys, values.mul(toEnd).reshape(folded), { transposeA: true });
  const sizes = [batch, groups, count, shared, width];
  const initial = options.state
    ? options.state.reshape(batch, groups, shared, count, width).transpose(2, 3)
    : filled(sizes, 0, x.device);
  const kept = total.exp().reshape(batch, chunks, groups, 1, shared, 1);
  const after = linearRecurrence(kept, added.reshape(batch, chunks, groups, count, shared, width), initial);
  const states = concat([initial.reshape(batch, 1, ...sizes.slice(1)), after], 1);
  const before = states.slice(1, 0, chunks).reshape(batch, chunks, groups, count, shared * width);
  const across = matmul(queries, before).reshape(batch, chunks, groups, chunk, shared, width).mul(fromStart);

  // [B, K, G, L, R, P] → [B, T, H, P]
  const whole = inside
    .add(across)
    .transpose(2, 3)
    .reshape(batch, chunks * chunk, heads, width);
  const y = chunks * chunk === steps ? whole : whole.slice(1, 0, steps);
  const last = states
    .slice(1, chunks, chunks + 1)
    .reshape(sizes)
    .transpose(2, 3);
  return {
    output: d ? y.add(x.mul(d.reshape(heads, 1))) : y,
    state: last.reshape(batch, heads, count, width),
  };
}

function checkShapes(
  tensors: readonly [Tensor, Tensor, Tensor, Tensor, Tensor],
  [batch, steps, heads, width]: readonly [number, number, number, number],
  [groups, count]: readonly [number, number],
): void {
  const projection = [batch, steps, groups, count];
  const expected: readonly Shape[] = [
    [batch, steps, heads, width],
    [batch, steps, heads],
    [heads],
    projection,
    projection,
  ];
  const fits = tensors.every(({ shape }, i) => sameShape(shape, expected[i] ?? []));
  if (fits && steps > 0 && groups > 0 && heads % groups === 0) return;
  throw new CraftError(
    'scan.shape',
    `stateSpaceScan: expected x [B, T, H, P] with T ≥ 1, dt [B, T, H], a [H], b and c [B, T, G, N] with H a multiple of G but received ${tensors.map(({ shape }) => formatShape(shape)).join(', ')}`,
  );
}

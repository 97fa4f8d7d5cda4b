/**
 * Attention without a T×T buffer (Dao, "FlashAttention-2", 2023, algorithm 1). One task is one head of
 * one sequence and a block of its queries. Keys come in blocks of 64; for four queries at a time the
 * micro-kernel gives the scores, the softmax runs online, and the micro-kernel adds P·V.
 *
 * Strides and offsets are in elements, so that q, k and v may lie in one packed tensor or in caches. Which
 * keys a query sees says attentionMask.wasm.ts; one that sees none gives zeros.
 */
import { exp4, madd, max4, sum4 } from '../../backend/cpu/math.wasm';
import { scratch } from '../../backend/cpu/runtime.wasm';
import { tiles } from '../matmul/microKernel.wasm';
import { packColumns8, packFour, packRows4, packRows8 } from '../matmul/pack.wasm';
import { dropRow } from './attentionDropout.wasm';
import { addedRow, highest, lowest, mayShare } from './attentionMask.wasm';

const KEYS: u32 = 64;

export function attentionForward(
  q: usize, k: usize, v: usize, bias: usize, documents: usize, out: usize, lse: usize, heads: u32,
  kvHeads: u32, headDim: u32, queries: u32, keys: u32, qRow: u32, qBatch: u32, kOffset: u32, vOffset: u32,
  kvRow: u32, kvBatch: u32, batch: u32, scale: f32, queryBlock: u32, causal: u32, window: u32, offset: u32,
  hasBias: u32, hasDocuments: u32, biasBatch: u32, biasHead: u32, biasRow: u32, dropThreshold: u32,
  keepScale: f32, seed0: u32, seed1: u32, opIndex: u32, step: u32, start: u32, end: u32,
): void {
  let blocks = (queries + queryBlock - 1) / queryBlock;
  let width = (headDim + 7) & ~7;
  // Scratch, in bytes: packed queries, sums of P·V, running maxima and sums, packed keys and values,
  // a 4×64 tile of scores, the same packed, random words, what is added to a row of scores.
  let qPanels = scratch;
  let sums = qPanels + ((<usize>queryBlock * headDim) << 2);
  let maxima = sums + ((<usize>queryBlock * width) << 2);
  let totals = maxima + (<usize>queryBlock << 2);
  let kPanels = totals + (<usize>queryBlock << 2);
  let vPanels = kPanels + ((<usize>KEYS * headDim) << 2);
  let scores = vPanels + ((<usize>KEYS * width) << 2);
  let packed = scores + (<usize>KEYS << 4);
  let words = packed + (<usize>KEYS << 4);
  let plus = words + 64;

  for (let task = start; task < end; task++) {
    let block = task % blocks;
    let h = (task / blocks) % heads;
    let b = task / blocks / heads;
    let hk = h / (heads / kvHeads);
    let i0 = block * queryBlock;
    let rows = min(queryBlock, queries - i0);
    let pq = q + ((<usize>b * qBatch + <usize>i0 * qRow + h * headDim) << 2);
    let pk = k + ((<usize>b * kvBatch + kOffset + hk * headDim) << 2);
    let pv = v + ((<usize>b * kvBatch + vOffset + hk * headDim) << 2);
    packRows4(pq, qRow, rows, headDim, qPanels);
    memory.fill(sums, 0, (<usize>queryBlock * width) << 2);
    memory.fill(totals, 0, <usize>queryBlock << 2);
    for (let i: u32 = 0; i < queryBlock; i++) store<f32>(maxima + (<usize>i << 2), -Infinity);

    let pb = hasBias ? bias + ((<usize>b * biasBatch + <usize>h * biasHead + <usize>i0 * biasRow) << 2) : 0;
    let pd = hasDocuments ? documents + ((<usize>b * keys) << 2) : 0;
    let first = offset + i0;
    let lastKey = highest(first + rows - 1, keys, causal, window);
    for (let s0 = lowest(first, window) & ~(KEYS - 1); s0 < lastKey; s0 += KEYS) {
      let count = min(KEYS, keys - s0);
      if (pd && !mayShare(pd, first, rows, s0, count)) continue;
      packRows8(pk + ((<usize>s0 * kvRow) << 2), kvRow, count, headDim, kPanels);
      packColumns8(pv + ((<usize>s0 * kvRow) << 2), kvRow, headDim, count, vPanels);
      for (let i: u32 = 0; i < rows; i += 4) {
        if (s0 >= highest(first + i + 3, keys, causal, window)) continue;
        if (s0 + count <= lowest(first + i, window)) continue;
        if (pd && !mayShare(pd, first + i, min(4, rows - i), s0, count)) continue;
        // The keys that some of the four see: near the diagonal, few.
        let near = min(count, highest(first + i + 3, keys, causal, window) - s0);
        let panel = qPanels + ((<usize>i * headDim) << 2);
        tiles(panel, kPanels, <usize>headDim << 5, near, headDim, scores, KEYS << 2, true, 0);
        for (let r: u32 = 0; r < 4; r++) {
          let line = min(i + r, rows - 1);
          let own = first + line;
          let row = scores + ((<usize>r * KEYS) << 2);
          if (pb || pd) addedRow(plus, pb ? pb + ((<usize>line * biasRow) << 2) : 0, pd, own, s0, near);
          softmaxRow(
            row, pb || pd ? plus : 0, near, <i32>lowest(own, window) - <i32>s0,
            <i32>highest(own, keys, causal, window) - <i32>s0, scale, maxima + ((<usize>(i + r)) << 2),
            totals + ((<usize>(i + r)) << 2), sums + ((<usize>(i + r) * width) << 2), width,
          );
          if (dropThreshold) {
            let query = (b * heads + h) * queries + i0 + i + r;
            dropRow(row, words, s0, near, query, dropThreshold, keepScale, seed0, seed1, opIndex, step);
          }
        }
        packFour(scores, scores + 256, scores + 512, scores + 768, packed, 16, near);
        tiles(
          packed, vPanels, <usize>count << 5, width, near, sums + ((<usize>i * width) << 2),
          <usize>width << 2, false, 0,
        );
      }
    }
    for (let i: u32 = 0; i < rows; i++) {
      let total = load<f32>(totals + (<usize>i << 2));
      let largest = load<f32>(maxima + (<usize>i << 2));
      let from = sums + ((<usize>i * width) << 2);
      let to = out + (((<usize>b * queries + i0 + i) * heads * headDim + h * headDim) << 2);
      scaleRow(from, to, headDim, total > 0 ? 1 / total : 0);
      // An infinite log-sum-exp makes all probabilities of a query zero that sees no key.
      let logSum = total > 0 ? largest + Mathf.log(total) : Infinity;
      store<f32>(lse + (((<usize>b * heads + h) * queries + i0 + i) << 2), logSum);
    }
  }
}

/**
 * Turns a row of scores into exp(scale·score + plus − maximum), updates the row's running maximum and sum and
 * rescales what was summed under the old maximum. Keys before `first` and from `seen` on are hidden, and so
 * are those of which `plus` (0: nothing) says −infinity.
 */
function softmaxRow(
  row: usize, plus: usize, count: u32, first: i32, seen: i32, scale: f32, maximum: usize, total: usize,
  sums: usize, width: u32,
): void {
  let vectors = (count + 3) >> 2;
  let hidden = f32x4.splat(-Infinity);
  let factor = f32x4.splat(scale);
  let most = hidden;
  // Where all keys are seen, only the largest score is looked for; scaling keeps the order.
  let plain = first <= 0 && seen >= <i32>(vectors << 2) && !plus && scale > 0;
  if (plain) {
    for (let j: u32 = 0; j < vectors; j++) most = f32x4.pmax(most, v128.load(row + (<usize>j << 4)));
    most = f32x4.mul(most, factor);
  } else {
    let least = i32x4.splat(first);
    let limit = i32x4.splat(seen);
    let lanes = i32x4(0, 1, 2, 3);
    for (let j: u32 = 0; j < vectors; j++) {
      let at = row + (<usize>j << 4);
      let x = f32x4.mul(v128.load(at), factor);
      if (plus) x = f32x4.add(x, v128.load(plus + (<usize>j << 4)));
      let key = i32x4.add(i32x4.splat(j << 2), lanes);
      x = v128.bitselect(x, hidden, v128.and(i32x4.lt_s(key, limit), i32x4.ge_s(key, least)));
      v128.store(at, x);
      most = f32x4.max(most, x);
    }
    factor = f32x4.splat(1);
  }
  let before = load<f32>(maximum);
  let now = max(before, max4(most));
  // Nothing seen yet: any finite shift makes e^−infinity zero.
  let shift = f32x4.splat(now == -Infinity ? 0 : -now);
  let sum = f32x4.splat(0);
  for (let j: u32 = 0; j < vectors; j++) {
    let at = row + (<usize>j << 4);
    let p = exp4(madd(v128.load(at), factor, shift));
    v128.store(at, p);
    sum = f32x4.add(sum, p);
  }
  let correction: f32 = 1;
  if (now != before) {
    correction = f32x4.extract_lane(exp4(f32x4.splat(before - now)), 0);
    let c = f32x4.splat(correction);
    for (let d: u32 = 0; d < width; d += 4) {
      let at = sums + (<usize>d << 2);
      v128.store(at, f32x4.mul(v128.load(at), c));
    }
    store<f32>(maximum, now);
  }
  store<f32>(total, load<f32>(total) * correction + sum4(sum));
}

function scaleRow(from: usize, to: usize, n: u32, factor: f32): void {
  let f = f32x4.splat(factor);
  let i: u32 = 0;
  for (; i + 4 <= n; i += 4) {
    let at = <usize>i << 2;
    v128.store(to + at, f32x4.mul(v128.load(from + at), f));
  }
  for (; i < n; i++) store<f32>(to + (<usize>i << 2), load<f32>(from + (<usize>i << 2)) * factor);
}

/**
 * Gradients of attention's operands, which may lie in one packed tensor (dq and dkv then are one, too) or
 * apart, recomputing the probabilities from the saved log-sum-exp (Dao, "FlashAttention-2", 2023, algorithm
 * 2). One task is one key/value head of one sequence with all query heads that share it, so every gradient
 * has one writer. Queries come in chunks of `queryBlock` (a multiple of 64), keys in blocks of 64.
 */
import { exp4, madd } from '../../backend/cpu/math.wasm';
import { scratch } from '../../backend/cpu/runtime.wasm';
import { storeUpTo } from '../../backend/cpu/tail.wasm';
import { tiles } from '../matmul/microKernel.wasm';
import { packColumns8, packFour, packRows4, packRows8 } from '../matmul/pack.wasm';
import { dropRow } from './attentionDropout.wasm';
import { addedRow, highest, lowest, mayShare } from './attentionMask.wasm';

const KEYS: u32 = 64;

export function attentionBackward(
  q: usize, k: usize, v: usize, bias: usize, documents: usize, out: usize, gradient: usize, lse: usize,
  dq: usize, dkv: usize, heads: u32, kvHeads: u32, headDim: u32, queries: u32, keys: u32, qRow: u32,
  qBatch: u32, kOffset: u32, vOffset: u32, kvRow: u32, kvBatch: u32, batch: u32, scale: f32,
  queryBlock: u32, causal: u32, window: u32, offset: u32, hasBias: u32, hasDocuments: u32, biasBatch: u32,
  biasHead: u32, biasRow: u32, dkOffset: u32, dvOffset: u32, dropThreshold: u32, keepScale: f32,
  seed0: u32, seed1: u32, opIndex: u32, step: u32, start: u32, end: u32,
): void {
  let width = (headDim + 7) & ~7;
  let outRow = heads * headDim;
  let group = heads / kvHeads;
  let panelBytes = (<usize>queryBlock * width) << 2;
  let blockBytes = (<usize>KEYS * width) << 2;
  let squareBytes = (<usize>queryBlock * KEYS) << 2;
  // Queries and output gradients, as panels of rows (to multiply keys and values) and of columns (to
  // be multiplied by P and dS); dQ; delta; the block's keys and values; P and dS.
  let qRows = scratch;
  let gRows = qRows + panelBytes;
  let qColumns = gRows + panelBytes;
  let gColumns = qColumns + panelBytes;
  let dqRows = gColumns + panelBytes;
  let delta = dqRows + panelBytes;
  let kRows = delta + (<usize>queryBlock << 2);
  let vRows = kRows + blockBytes;
  let kColumns = vRows + blockBytes;
  let dk = kColumns + blockBytes;
  let probabilities = dk + blockBytes;
  let dScores = probabilities + squareBytes;
  let s = dScores + squareBytes;
  let dp = s + (KEYS << 4);
  let packed = dp + (KEYS << 4);
  let mask = packed + (KEYS << 4);
  let words = mask + (KEYS << 2);
  let plus = words + 64;

  for (let task = start; task < end; task++) {
    let hk = task % kvHeads;
    let b = task / kvHeads;
    let pk = k + ((<usize>b * kvBatch + kOffset + hk * headDim) << 2);
    let pv = v + ((<usize>b * kvBatch + vOffset + hk * headDim) << 2);
    let pdk = dkv + ((<usize>b * kvBatch + dkOffset + hk * headDim) << 2);
    let pdv = dkv + ((<usize>b * kvBatch + dvOffset + hk * headDim) << 2);
    for (let s: u32 = 0; s < keys; s++) {
      let at = (<usize>s * kvRow) << 2;
      memory.fill(pdk + at, 0, <usize>headDim << 2);
      memory.fill(pdv + at, 0, <usize>headDim << 2);
    }
    let pd = hasDocuments ? documents + ((<usize>b * keys) << 2) : 0;
    for (let h = hk * group; h < (hk + 1) * group; h++) {
      for (let c0: u32 = 0; c0 < queries; c0 += queryBlock) {
        let rows = min(queryBlock, queries - c0);
        let toQ = (<usize>b * qBatch + <usize>c0 * qRow + h * headDim) << 2;
        let pq = q + toQ;
        let head = ((<usize>b * queries + c0) * outRow + h * headDim) << 2;
        let pg = gradient + head;
        let pb = hasBias
          ? bias + ((<usize>b * biasBatch + <usize>h * biasHead + <usize>c0 * biasRow) << 2)
          : 0;
        packRows4(pq, qRow, rows, headDim, qRows);
        packRows4(pg, outRow, rows, headDim, gRows);
        packColumns8(pq, qRow, headDim, rows, qColumns);
        packColumns8(pg, outRow, headDim, rows, gColumns);
        memory.fill(dqRows, 0, panelBytes);
        for (let i: u32 = 0; i < rows; i++) {
          let at = (<usize>i * outRow) << 2;
          store<f32>(delta + (<usize>i << 2), dot(out + head + at, pg + at, headDim));
        }
        let pl = lse + (((<usize>b * heads + h) * queries + c0) << 2);
        let place = offset + c0;
        let lastKey = highest(place + rows - 1, keys, causal, window);
        for (let s0 = lowest(place, window) & ~(KEYS - 1); s0 < lastKey; s0 += KEYS) {
          let count = min(KEYS, keys - s0);
          // The queries, in fours, of which some may see some of these keys.
          let first: u32 = 0;
          while (first < rows && highest(place + first + 3, keys, causal, window) <= s0) first += 4;
          let last = first;
          while (last < rows && lowest(place + last, window) < s0 + count) last += 4;
          last = min(last, rows);
          if (pd) {
            while (first < last && !mayShare(pd, place + first, min(4, last - first), s0, count)) first += 4;
            while (first < last && !mayShare(pd, place + (last - 1 & ~3), last - (last - 1 & ~3), s0, count)) {
              last = last - 1 & ~3;
            }
          }
          if (first >= last) continue;
          let blockAt = (<usize>s0 * kvRow) << 2;
          packRows8(pk + blockAt, kvRow, count, headDim, kRows);
          packRows8(pv + blockAt, kvRow, count, headDim, vRows);
          packColumns8(pk + blockAt, kvRow, headDim, count, kColumns);
          for (let i = first; i < last; i += 4) {
            let at = (<usize>i * headDim) << 2;
            // The keys that some of the four see: near the diagonal, few.
            let near = min(count, highest(place + i + 3, keys, causal, window) - s0);
            tiles(qRows + at, kRows, <usize>headDim << 5, near, headDim, s, KEYS << 2, true, 0);
            tiles(gRows + at, vRows, <usize>headDim << 5, near, headDim, dp, KEYS << 2, true, 0);
            for (let r: u32 = 0; r < 4; r++) {
              let line = i + r;
              let own = place + line;
              let seen = line < rows ? <i32>highest(own, keys, causal, window) - <i32>s0 : 0;
              if ((pb || pd) && line < rows) {
                addedRow(plus, pb ? pb + ((<usize>line * biasRow) << 2) : 0, pd, own, s0, near);
              }
              let m: usize = 0;
              if (dropThreshold) {
                m = mask;
                for (let j: u32 = 0; j < KEYS; j += 4) v128.store(m + (<usize>j << 2), f32x4.splat(1));
                let query = (b * heads + h) * queries + c0 + line;
                dropRow(m, words, s0, near, query, dropThreshold, keepScale, seed0, seed1, opIndex, step);
              }
              scoreGradientRow(
                s + ((<usize>r) << 8), dp + ((<usize>r) << 8), m, pb || pd ? plus : 0, near, count,
                <i32>lowest(own, window) - <i32>s0, seen, scale, load<f32>(pl + (<usize>line << 2)),
                load<f32>(delta + (<usize>line << 2)), probabilities + (<usize>line << 4),
                dScores + (<usize>line << 4), <usize>queryBlock << 4,
              );
            }
            packFour(s, s + 256, s + 512, s + 768, packed, 16, near);
            tiles(
              packed, kColumns, <usize>count << 5, width, near, dqRows + ((<usize>i * width) << 2),
              <usize>width << 2, false, 0,
            );
          }
          keyGradients(
            dScores, qColumns, dk, queryBlock, rows, first, last, count, width, headDim, pdk + blockAt,
            kvRow, place, s0, keys, causal, window,
          );
          keyGradients(
            probabilities, gColumns, dk, queryBlock, rows, first, last, count, width, headDim,
            pdv + blockAt, kvRow, place, s0, keys, causal, window,
          );
        }
        for (let i: u32 = 0; i < rows; i++) {
          memory.copy(
            dq + toQ + ((<usize>i * qRow) << 2), dqRows + ((<usize>i * width) << 2), <usize>headDim << 2,
          );
        }
      }
    }
  }
}

/**
 * From scores and dP of one query: P = exp(scale·s + plus − lse) (times the dropout mask) into panels of four
 * keys, dS = scale·P·(dP·mask − delta) into panels and back over the scores. Keys from `near` on are zero.
 */
function scoreGradientRow(
  s: usize, dp: usize, mask: usize, plus: usize, near: u32, count: u32, first: i32, seen: i32, scale: f32, lse: f32,
  delta: f32, probabilities: usize, dScores: usize, panelBytes: usize,
): void {
  let least = i32x4.splat(first);
  let limit = i32x4.splat(seen);
  let lanes = i32x4(0, 1, 2, 3);
  let factor = f32x4.splat(scale);
  let shift = f32x4.splat(-lse);
  let dl = f32x4.splat(delta);
  let j: u32 = 0;
  for (; j < near; j += 4) {
    let at = <usize>j << 2;
    let key = i32x4.add(i32x4.splat(j), lanes);
    let visible = v128.and(i32x4.lt_s(key, limit), i32x4.ge_s(key, least));
    let x = madd(v128.load(s + at), factor, shift);
    if (plus) x = f32x4.add(x, v128.load(plus + at));
    let p = exp4(x);
    p = v128.and(p, visible);
    let g = v128.load(dp + at);
    let kept = p;
    if (mask) {
      let keep = v128.load(mask + at);
      kept = f32x4.mul(p, keep);
      g = f32x4.mul(g, keep);
    }
    let ds = v128.and(f32x4.mul(f32x4.mul(p, f32x4.sub(g, dl)), factor), visible);
    v128.store(probabilities, kept);
    v128.store(dScores, ds);
    v128.store(s + at, ds);
    probabilities += panelBytes;
    dScores += panelBytes;
  }
  for (; j < count; j += 4) {
    v128.store(probabilities, f32x4.splat(0));
    v128.store(dScores, f32x4.splat(0));
    probabilities += panelBytes;
    dScores += panelBytes;
  }
}

/**
 * `to`[count, headDim] += panelsᵀ·columns over the queries from `first` to `last` − 1; of these, for each four keys,
 * from the first that sees any.
 */
function keyGradients(
  panels: usize, columns: usize, block: usize, queryBlock: u32, rows: u32, first: u32, last: u32,
  count: u32, width: u32, headDim: u32, to: usize, row: u32, place: u32, s0: u32, keys: u32, causal: u32,
  window: u32,
): void {
  let rowBytes = <usize>width << 2;
  let from = first;
  for (let j: u32 = 0; j < count; j += 4) {
    while (from < last && highest(place + from + 3, keys, causal, window) <= s0 + j) from += 4;
    let panel = panels + ((<usize>(j >> 2) * queryBlock) << 4) + (<usize>from << 4);
    let column = columns + (<usize>from << 5);
    let depth = from < last ? last - from : 0;
    tiles(panel, column, <usize>rows << 5, width, depth, block + <usize>j * rowBytes, rowBytes, true, 0);
  }
  for (let j: u32 = 0; j < count; j++) {
    let from = block + <usize>j * rowBytes;
    let target = to + ((<usize>j * row) << 2);
    for (let d: u32 = 0; d < headDim; d += 4) {
      let at = <usize>d << 2;
      storeUpTo(target + at, f32x4.add(v128.load(target + at), v128.load(from + at)), headDim - d);
    }
  }
}

/** Σ a·b. */
export function dot(a: usize, b: usize, n: u32): f32 {
  let sum = f32x4.splat(0);
  let i: u32 = 0;
  for (; i + 4 <= n; i += 4) {
    let at = <usize>i << 2;
    sum = madd(v128.load(a + at), v128.load(b + at), sum);
  }
  let total =
    f32x4.extract_lane(sum, 0) +
    f32x4.extract_lane(sum, 1) +
    (f32x4.extract_lane(sum, 2) + f32x4.extract_lane(sum, 3));
  for (; i < n; i++) total += load<f32>(a + (<usize>i << 2)) * load<f32>(b + (<usize>i << 2));
  return total;
}

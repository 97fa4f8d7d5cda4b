import { scratch } from '../../backend/cpu/runtime.wasm';
import { dot } from './attentionBackward.wasm';
import { dropRow } from './attentionDropout.wasm';
import { addedRow, highest, lowest } from './attentionMask.wasm';

const KEYS: u32 = 64;

/**
 * The gradient of the bias. One task is one row of it, over the sequences and heads that share it; stats
 * hold the log-sum-exp and delta of every query.
 */
export function attentionBias(
  q: usize, k: usize, v: usize, bias: usize, documents: usize, gradient: usize, stats: usize, dbias: usize,
  heads: u32, kvHeads: u32, headDim: u32, queries: u32, keys: u32, qRow: u32, qBatch: u32, kOffset: u32,
  vOffset: u32, kvRow: u32, kvBatch: u32, batch: u32, scale: f32, queryBlock: u32, causal: u32,
  window: u32, offset: u32, hasBias: u32, hasDocuments: u32, biasBatch: u32, biasHead: u32, biasRow: u32,
  biasBatches: u32, biasHeads: u32, dropThreshold: u32, keepScale: f32, seed0: u32, seed1: u32,
  opIndex: u32, step: u32, start: u32, end: u32,
): void {
  let eachBatch: u32 = biasBatches > 1 ? 1 : batch;
  let eachHead: u32 = biasHeads > 1 ? 1 : heads;
  let plus = scratch;
  let mask = plus + (KEYS << 2);
  let words = mask + (KEYS << 2);
  for (let task = start; task < end; task++) {
    let i = task % queries;
    let matrix = task / queries;
    let position = offset + i;
    let first = lowest(position, window);
    let last = highest(position, keys, causal, window);
    let to = dbias + ((<usize>task * keys) << 2);
    memory.fill(to, 0, <usize>keys << 2);
    for (let n: u32 = 0; n < eachBatch * eachHead; n++) {
      let b = matrix / biasHeads + n / eachHead;
      let h = (matrix % biasHeads) + (n % eachHead);
      let hk = h / (heads / kvHeads);
      let pq = q + ((<usize>b * qBatch + <usize>i * qRow + h * headDim) << 2);
      let pg = gradient + ((((<usize>b * queries + i) * heads + h) * headDim) << 2);
      let pk = k + ((<usize>b * kvBatch + kOffset + hk * headDim) << 2);
      let pv = v + ((<usize>b * kvBatch + vOffset + hk * headDim) << 2);
      let pb = bias + ((<usize>b * biasBatch + <usize>h * biasHead + <usize>i * biasRow) << 2);
      let pd = hasDocuments ? documents + ((<usize>b * keys) << 2) : 0;
      let row = (b * heads + h) * queries + i;
      let lse = load<f32>(stats + (<usize>row << 3));
      let delta = load<f32>(stats + (<usize>row << 3), 4);
      for (let s0 = first & ~(KEYS - 1); s0 < last; s0 += KEYS) {
        let count = min(KEYS, keys - s0);
        addedRow(plus, pb, pd, position, s0, count);
        if (dropThreshold) {
          for (let j: u32 = 0; j < KEYS; j += 4) v128.store(mask + (<usize>j << 2), f32x4.splat(1));
          dropRow(mask, words, s0, count, row, dropThreshold, keepScale, seed0, seed1, opIndex, step);
        }
        for (let s = max(first, s0); s < min(last, s0 + count); s++) {
          let at = (<usize>s * kvRow) << 2;
          let here = (<usize>(s - s0)) << 2;
          let p = Mathf.exp(dot(pq, pk + at, headDim) * scale + load<f32>(plus + here) - lse);
          let keep: f32 = dropThreshold ? load<f32>(mask + here) : 1;
          let own = to + (<usize>s << 2);
          store<f32>(own, load<f32>(own) + p * (dot(pg, pv + at, headDim) * keep - delta));
        }
      }
    }
  }
}

import { sum4 } from '../../backend/cpu/math.wasm';
import { laneMask, storeLanes } from '../../backend/cpu/tail.wasm';

/** Offset of a segment's statistics. */
@inline
function statistic(segment: u32, channels: u32, group: u32, perChannel: u32): usize {
  return <usize>(perChannel ? segment % channels : segment / group) << 2;
}

/** One task is one segment. */
export function channelNormApply(
  x: usize, mean: usize, rstd: usize, weight: usize, bias: usize, out: usize,
  segments: u32, columns: u32, channels: u32, group: u32, perChannel: u32, hasWeight: u32, hasBias: u32,
  start: u32, end: u32,
): void {
  let bytes = <usize>columns << 2;
  for (let segment = start; segment < end; segment++) {
    let channel = <usize>(segment % channels) << 2;
    let k = statistic(segment, channels, group, perChannel);
    let scale = load<f32>(rstd + k);
    if (hasWeight) scale *= load<f32>(weight + channel);
    let m = v128.load32_splat(mean + k);
    let s = f32x4.splat(scale);
    let b = f32x4.splat(hasBias ? load<f32>(bias + channel) : 0);
    let p = x + <usize>segment * bytes;
    let q = out + <usize>segment * bytes;
    let i: usize = 0;
    for (; i + 16 <= bytes; i += 16) {
      v128.store(q + i, f32x4.add(f32x4.mul(f32x4.sub(v128.load(p + i), m), s), b));
    }
    if (i < bytes) {
      let y = f32x4.add(f32x4.mul(f32x4.sub(v128.load(p + i), m), s), b);
      storeLanes(q + i, y, <u32>(bytes - i) >> 2);
    }
  }
}

/** One task is one segment. */
export function segmentSums(
  x: usize, y: usize, mean: usize, rstd: usize, plain: usize, weighted: usize,
  segments: u32, columns: u32, channels: u32, group: u32, perChannel: u32, squares: u32,
  start: u32, end: u32,
): void {
  let bytes = <usize>columns << 2;
  let mask = laneMask(columns & 3);
  for (let segment = start; segment < end; segment++) {
    let k = statistic(segment, channels, group, perChannel);
    let m = v128.load32_splat(mean + k);
    let p = x + <usize>segment * bytes;
    let q = y + <usize>segment * bytes;
    let a = f32x4.splat(0);
    let b = f32x4.splat(0);
    for (let i: usize = 0; i < bytes; i += 16) {
      let away = f32x4.sub(v128.load(p + i), m);
      let other = v128.load(q + i);
      if (i + 16 > bytes) {
        away = v128.and(away, mask);
        other = v128.and(other, mask);
      }
      a = f32x4.add(a, squares ? f32x4.mul(away, away) : other);
      b = f32x4.add(b, f32x4.mul(other, away));
    }
    store<f32>(plain + (<usize>segment << 2), sum4(a));
    store<f32>(weighted + (<usize>segment << 2), squares ? 0 : sum4(b) * load<f32>(rstd + k));
  }
}

/** One task is one segment. */
export function channelNormBackward(
  x: usize, gradient: usize, mean: usize, rstd: usize, weight: usize, sums: usize, weightedSums: usize,
  dx: usize,
  segments: u32, columns: u32, channels: u32, group: u32, perChannel: u32, hasWeight: u32, share: f32,
  start: u32, end: u32,
): void {
  let bytes = <usize>columns << 2;
  for (let segment = start; segment < end; segment++) {
    let k = statistic(segment, channels, group, perChannel);
    let w: f32 = hasWeight ? load<f32>(weight + (<usize>(segment % channels) << 2)) : 1;
    let r = load<f32>(rstd + k);
    // Sums over a channel are without its weight.
    let part = share * (perChannel ? w : 1) * r;
    let m = v128.load32_splat(mean + k);
    let g = f32x4.splat(w * r);
    let even = f32x4.splat(share == 0 ? 0 : part * load<f32>(sums + k));
    let steep = f32x4.splat(share == 0 ? 0 : part * r * load<f32>(weightedSums + k));
    let p = x + <usize>segment * bytes;
    let q = gradient + <usize>segment * bytes;
    let to = dx + <usize>segment * bytes;
    for (let i: usize = 0; i < bytes; i += 16) {
      let back = f32x4.add(even, f32x4.mul(f32x4.sub(v128.load(p + i), m), steep));
      let d = f32x4.sub(f32x4.mul(v128.load(q + i), g), back);
      if (i + 16 <= bytes) v128.store(to + i, d);
      else storeLanes(to + i, d, <u32>(bytes - i) >> 2);
    }
  }
}

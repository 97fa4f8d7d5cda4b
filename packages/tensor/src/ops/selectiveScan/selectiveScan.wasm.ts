import { exp4, sum4 } from '../../backend/cpu/math.wasm';
import { scratch } from '../../backend/cpu/runtime.wasm';
import { laneMask, storeUpTo } from '../../backend/cpu/tail.wasm';

/** Channels of a task. */
const WIDTH: u32 = 64;
const ROW: usize = 256;

/** A vector, or its first lanes and zeros where fewer than four elements are left. */
@inline
function loadUpTo(p: usize, left: u32): v128 {
  let value = v128.load(p);
  return left >= 4 ? value : v128.and(value, laneMask(left));
}

/**
 * One task is 64 channels of one sequence. `last` [B, N, D] comes in as the state before the first step and
 * is carried through the steps; `states` [B, chunks, N, D] receives it as it is before every chunk.
 */
export function selectiveScan(
  u: usize, delta: usize, a: usize, b: usize, c: usize, out: usize, states: usize, last: usize,
  batch: u32, steps: u32, width: u32, count: u32, chunk: u32, start: u32, end: u32,
): void {
  let blocks = (width + WIDTH - 1) / WIDTH;
  let chunks = (steps + chunk - 1) / chunk;
  let stride = <usize>width << 2;
  for (let task = start; task < end; task++) {
    let index = task / blocks;
    let d0 = task % blocks * WIDTH;
    let channels = min(WIDTH, width - d0);
    let state = last + <usize>index * count * stride + (<usize>d0 << 2);
    let decay = a + (<usize>d0 << 2);
    for (let t: u32 = 0; t < steps; t++) {
      let place = <usize>index * steps + t;
      if (t % chunk == 0) {
        let to = states + (<usize>index * chunks + t / chunk) * count * stride + (<usize>d0 << 2);
        for (let n: usize = 0; n < count; n++) {
          memory.copy(to + n * stride, state + n * stride, <usize>channels << 2);
        }
      }
      let at = place * stride + (<usize>d0 << 2);
      let pb = b + (place * count << 2);
      let pc = c + (place * count << 2);
      for (let d: u32 = 0; d < channels; d += 4) {
        let here = <usize>d << 2;
        let left = channels - d;
        let vd = v128.load(delta + at + here);
        let x = f32x4.mul(vd, v128.load(u + at + here));
        let y = f32x4.splat(0);
        for (let n: usize = 0; n < count; n++) {
          let p = state + n * stride + here;
          let e = exp4(f32x4.mul(vd, v128.load(decay + n * stride + here)));
          let h = f32x4.mul(e, v128.load(p));
          h = f32x4.add(h, f32x4.mul(x, v128.load32_splat(pb + (n << 2))));
          storeUpTo(p, h, left);
          y = f32x4.add(y, f32x4.mul(h, v128.load32_splat(pc + (n << 2))));
        }
        storeUpTo(out + at + here, y, left);
      }
    }
  }
}

/**
 * Backwards, chunk by chunk: the chunk's states are computed again from the one before it. `carry` [B, N, D]
 * comes in as the gradient of the last state and leaves as that of the first. Sums over sequences (of da)
 * and over blocks of channels (of db, dc) are left to the caller: each task has its own part of
 * da [B, N, D] and of db, dc [B, blocks, T, N].
 */
export function selectiveScanBackward(
  u: usize, delta: usize, a: usize, b: usize, c: usize, gradient: usize, states: usize,
  du: usize, ddelta: usize, da: usize, db: usize, dc: usize, carry: usize,
  batch: u32, steps: u32, width: u32, count: u32, chunk: u32, start: u32, end: u32,
): void {
  let blocks = (width + WIDTH - 1) / WIDTH;
  let chunks = (steps + chunk - 1) / chunk;
  let stride = <usize>width << 2;
  // Scratch: the chunk's states, one more than steps, and its decays; sums for db and dc.
  let slot = <usize>count * ROW;
  let decays = scratch + (<usize>chunk + 1) * slot;
  let sums = decays + <usize>chunk * slot;
  for (let task = start; task < end; task++) {
    let index = task / blocks;
    let d0 = task % blocks * WIDTH;
    let channels = min(WIDTH, width - d0);
    let offset = <usize>d0 << 2;
    let own = <usize>index * count * stride + offset;
    for (let n: usize = 0; n < count; n++) memory.fill(da + own + n * stride, 0, <usize>channels << 2);
    for (let k: i32 = chunks - 1; k >= 0; k--) {
      let t0 = <u32>k * chunk;
      let length = min(chunk, steps - t0);
      let first = <usize>index * steps + t0;
      recompute(
        u + first * stride + offset, delta + first * stride + offset, a + offset, b + (first * count << 2),
        states + (<usize>index * chunks + k) * count * stride + offset, decays,
        length, channels, stride, count,
      );
      for (let i: i32 = length - 1; i >= 0; i--) {
        let place = first + i;
        let at = place * stride + offset;
        memory.fill(sums, 0, <usize>count << 5);
        for (let d: u32 = 0; d < channels; d += 4) {
          let here = <usize>d << 2;
          let left = channels - d;
          let vd = loadUpTo(delta + at + here, left);
          let vu = loadUpTo(u + at + here, left);
          let dy = loadUpTo(gradient + at + here, left);
          let x = f32x4.mul(vd, vu);
          let dx = f32x4.splat(0);
          let dd = dx;
          for (let n: usize = 0; n < count; n++) {
            let far = n * stride + here;
            let near = <usize>i * slot + n * ROW + here;
            let word = place * count + n << 2;
            let toState = carry + own + far;
            let g = f32x4.add(loadUpTo(toState, left), f32x4.mul(dy, v128.load32_splat(c + word)));
            let decayed = f32x4.mul(g, v128.load(decays + near));
            let forDecay = f32x4.mul(decayed, v128.load(scratch + near));
            let toDecay = da + own + far;
            dd = f32x4.add(dd, f32x4.mul(forDecay, v128.load(a + offset + far)));
            storeUpTo(toDecay, f32x4.add(v128.load(toDecay), f32x4.mul(forDecay, vd)), left);
            dx = f32x4.add(dx, f32x4.mul(g, v128.load32_splat(b + word)));
            storeUpTo(toState, decayed, left);
            let forB = sums + (n << 5);
            v128.store(forB, f32x4.add(v128.load(forB), f32x4.mul(g, x)));
            let after = v128.load(scratch + near + slot);
            v128.store(forB, f32x4.add(v128.load(forB, 16), f32x4.mul(dy, after)), 16);
          }
          storeUpTo(du + at + here, f32x4.mul(dx, vd), left);
          storeUpTo(ddelta + at + here, f32x4.add(dd, f32x4.mul(dx, vu)), left);
        }
        let row = ((<usize>index * blocks + task % blocks) * steps + t0 + i) * count << 2;
        for (let n: usize = 0; n < count; n++) {
          store<f32>(db + row + (n << 2), sum4(v128.load(sums + (n << 5))));
          store<f32>(dc + row + (n << 2), sum4(v128.load(sums + (n << 5), 16)));
        }
      }
    }
  }
}

/** States (at scratch) and decays of one chunk; lanes without a channel are zero. */
function recompute(
  u: usize, delta: usize, a: usize, b: usize, state: usize, decays: usize,
  length: u32, channels: u32, stride: usize, count: u32,
): void {
  let slot = <usize>count * ROW;
  for (let d: u32 = 0; d < channels; d += 4) {
    let here = <usize>d << 2;
    let left = channels - d;
    for (let n: usize = 0; n < count; n++) {
      v128.store(scratch + n * ROW + here, loadUpTo(state + n * stride + here, left));
    }
    for (let i: usize = 0; i < length; i++) {
      let vd = loadUpTo(delta + i * stride + here, left);
      let x = f32x4.mul(vd, loadUpTo(u + i * stride + here, left));
      for (let n: usize = 0; n < count; n++) {
        let near = i * slot + n * ROW + here;
        let e = exp4(f32x4.mul(vd, loadUpTo(a + n * stride + here, left)));
        v128.store(decays + near, e);
        let h = f32x4.mul(e, v128.load(scratch + near));
        h = f32x4.add(h, f32x4.mul(x, v128.load32_splat(b + (i * count + n << 2))));
        v128.store(scratch + near + slot, h);
      }
    }
  }
}

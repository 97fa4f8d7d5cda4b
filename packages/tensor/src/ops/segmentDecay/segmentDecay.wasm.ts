import { exp4, sum4 } from '../../backend/cpu/math.wasm';
import { scratch } from '../../backend/cpu/runtime.wasm';
import { laneMask, storeUpTo } from '../../backend/cpu/tail.wasm';

/** One task is one matrix: running totals per column, row by row. */
export function segmentDecay(x: usize, out: usize, rows: u32, length: u32, start: u32, end: u32): void {
  let bytes = <usize>length << 2;
  for (let task = start; task < end; task++) {
    let p = x + <usize>task * bytes;
    let q = out + <usize>task * length * bytes;
    memory.fill(scratch, 0, bytes + 16);
    for (let i: u32 = 0; i < length; i++) {
      let value = v128.load32_splat(p + (<usize>i << 2));
      let row = q + <usize>i * bytes;
      memory.fill(row, 0, bytes);
      // Columns before i have x[i] in their totals; column i begins with none.
      for (let j: u32 = 0; j <= i; j += 4) {
        let at = <usize>j << 2;
        let total = f32x4.add(v128.load(scratch + at), v128.and(value, laneMask(min(4, i - j))));
        v128.store(scratch + at, total);
        storeUpTo(row + at, exp4(total), min(4, i + 1 - j));
      }
    }
  }
}

/** One task is one matrix; see segmentDecayBackward.wgsl. */
export function segmentDecayBackward(
  out: usize, gradient: usize, dx: usize, rows: u32, length: u32, start: u32, end: u32,
): void {
  let bytes = <usize>length << 2;
  for (let task = start; task < end; task++) {
    let p = out + <usize>task * length * bytes;
    let q = gradient + <usize>task * length * bytes;
    // running[i] = row i of gradient ∘ out less column i; the diagonal is in both.
    memory.fill(scratch, 0, bytes + 16);
    for (let i: u32 = 0; i < length; i++) {
      let sum = f32x4.splat(0);
      for (let j: u32 = 0; j < i; j += 4) {
        let at = <usize>i * bytes + (<usize>j << 2);
        let w = v128.and(f32x4.mul(v128.load(p + at), v128.load(q + at)), laneMask(min(4, i - j)));
        sum = f32x4.add(sum, w);
        let to = scratch + (<usize>j << 2);
        v128.store(to, f32x4.sub(v128.load(to), w));
      }
      let own = scratch + (<usize>i << 2);
      store<f32>(own, load<f32>(own) + sum4(sum));
    }
    let total: f32 = 0;
    for (let k: i32 = length - 1; k >= 0; k--) {
      total += load<f32>(scratch + (<usize>k << 2));
      store<f32>(dx + <usize>task * bytes + (<usize>k << 2), total);
    }
  }
}

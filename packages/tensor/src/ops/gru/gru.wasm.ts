import { sigmoid4, tanh4 } from '../../backend/cpu/math.wasm';
import { scratch } from '../../backend/cpu/runtime.wasm';
import { storeUpTo } from '../../backend/cpu/tail.wasm';
import { rowsTimesMatrix } from '../recurrent/rowsTimesMatrix.wasm';

/** One task takes `perTask` sequences through all steps. Equations: PyTorch's torch.nn.GRU. */
export function gru(
  gates: usize, weight: usize, bias: usize, h0: usize, out: usize, activated: usize,
  batch: u32, steps: u32, hidden: u32, hasBias: u32, perTask: u32, start: u32, end: u32,
): void {
  let width = 3 * hidden;
  let bytes = <usize>hidden << 2;
  // Behind the products: the bias, or zeros.
  let added = scratch + <usize>perTask * 3 * bytes;
  if (hasBias) memory.copy(added, bias, 3 * bytes);
  else memory.fill(added, 0, 3 * bytes);
  for (let task = start; task < end; task++) {
    let b0 = task * perTask;
    let rows = min(perTask, batch - b0);
    for (let t: u32 = 0; t < steps; t++) {
      let place = <usize>b0 * steps + t;
      let before = t == 0 ? h0 + b0 * bytes : out + (place - 1) * bytes;
      let stride = t == 0 ? hidden : steps * hidden;
      rowsTimesMatrix(before, stride, rows, weight, width, hidden, scratch, width);
      for (let r: u32 = 0; r < rows; r++) {
        let at = place + <usize>r * steps;
        cell(
          gates + 3 * at * bytes, scratch + 3 * r * bytes, added,
          before + <usize>r * stride * 4, out + at * bytes, activated + 4 * at * bytes, hidden,
        );
      }
    }
  }
}

/** One step of one sequence, gates in the order r, z, n. Saves r, z, n and the state's part of n. */
function cell(x: usize, h: usize, bias: usize, before: usize, out: usize, activated: usize, hidden: u32): void {
  let z = <usize>hidden << 2;
  let n = 2 * z;
  let own = 3 * z;
  for (let j: u32 = 0; j < hidden; j += 4) {
    let at = <usize>j << 2;
    let left = hidden - j;
    let hr = f32x4.add(v128.load(h + at), v128.load(bias + at));
    let hz = f32x4.add(v128.load(h + z + at), v128.load(bias + z + at));
    let hn = f32x4.add(v128.load(h + n + at), v128.load(bias + n + at));
    let vr = sigmoid4(f32x4.add(v128.load(x + at), hr));
    let vz = sigmoid4(f32x4.add(v128.load(x + z + at), hz));
    let vn = tanh4(f32x4.add(v128.load(x + n + at), f32x4.mul(vr, hn)));
    // (1 − z)·n + z·h
    let y = f32x4.add(vn, f32x4.mul(vz, f32x4.sub(v128.load(before + at), vn)));
    storeUpTo(activated + at, vr, left);
    storeUpTo(activated + z + at, vz, left);
    storeUpTo(activated + n + at, vn, left);
    storeUpTo(activated + own + at, hn, left);
    storeUpTo(out + at, y, left);
  }
}

/**
 * Backwards through time. `weight` is transposed, [H, 3H]. dgates are the gradients of the input's sums,
 * dhidden those of the state's; dh0 carries the gradient from step to step.
 */
export function gruBackward(
  gradient: usize, activated: usize, out: usize, h0: usize, weight: usize,
  dgates: usize, dhidden: usize, dh0: usize,
  batch: u32, steps: u32, hidden: u32, perTask: u32, start: u32, end: u32,
): void {
  let bytes = <usize>hidden << 2;
  for (let task = start; task < end; task++) {
    let b0 = task * perTask;
    let rows = min(perTask, batch - b0);
    memory.fill(dh0 + b0 * bytes, 0, rows * bytes);
    for (let t: i32 = steps - 1; t >= 0; t--) {
      let place = <usize>b0 * steps + t;
      for (let r: u32 = 0; r < rows; r++) {
        let at = place + <usize>r * steps;
        let row = <usize>(b0 + r) * bytes;
        cellBackward(
          gradient + at * bytes, activated + 4 * at * bytes, t == 0 ? h0 + row : out + (at - 1) * bytes,
          dgates + 3 * at * bytes, dhidden + 3 * at * bytes, dh0 + row, hidden,
        );
      }
      let from = dhidden + 3 * place * bytes;
      rowsTimesMatrix(from, 3 * steps * hidden, rows, weight, hidden, 3 * hidden, scratch, hidden);
      for (let r: u32 = 0; r < rows; r++) {
        let row = dh0 + <usize>(b0 + r) * bytes;
        for (let j: u32 = 0; j < hidden; j += 4) {
          let at = <usize>j << 2;
          let sum = f32x4.add(v128.load(row + at), v128.load(scratch + r * bytes + at));
          storeUpTo(row + at, sum, hidden - j);
        }
      }
    }
  }
}

/** Leaves in dh what reaches the state before directly, through z. */
function cellBackward(
  gradient: usize, activated: usize, before: usize, dgates: usize, dhidden: usize, dh: usize, hidden: u32,
): void {
  let z = <usize>hidden << 2;
  let n = 2 * z;
  let own = 3 * z;
  let one = f32x4.splat(1);
  for (let j: u32 = 0; j < hidden; j += 4) {
    let at = <usize>j << 2;
    let left = hidden - j;
    let vr = v128.load(activated + at);
    let vz = v128.load(activated + z + at);
    let vn = v128.load(activated + n + at);
    let forH = f32x4.add(v128.load(gradient + at), v128.load(dh + at));
    let dn = f32x4.mul(f32x4.mul(forH, f32x4.sub(one, vz)), f32x4.sub(one, f32x4.mul(vn, vn)));
    let away = f32x4.sub(v128.load(before + at), vn);
    let dz = f32x4.mul(f32x4.mul(forH, away), f32x4.mul(vz, f32x4.sub(one, vz)));
    let slope = f32x4.mul(vr, f32x4.sub(one, vr));
    let dr = f32x4.mul(f32x4.mul(dn, v128.load(activated + own + at)), slope);
    storeUpTo(dgates + at, dr, left);
    storeUpTo(dgates + z + at, dz, left);
    storeUpTo(dgates + n + at, dn, left);
    storeUpTo(dhidden + at, dr, left);
    storeUpTo(dhidden + z + at, dz, left);
    storeUpTo(dhidden + n + at, f32x4.mul(dn, vr), left);
    storeUpTo(dh + at, f32x4.mul(forH, vz), left);
  }
}

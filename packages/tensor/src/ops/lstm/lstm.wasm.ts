import { sigmoid4, tanh4 } from '../../backend/cpu/math.wasm';
import { scratch } from '../../backend/cpu/runtime.wasm';
import { storeUpTo } from '../../backend/cpu/tail.wasm';
import { rowsTimesMatrix } from '../recurrent/rowsTimesMatrix.wasm';

/** One task takes `perTask` sequences through all steps. Equations: PyTorch's torch.nn.LSTM. */
export function lstm(
  gates: usize, weight: usize, h0: usize, c0: usize, out: usize, activated: usize, cells: usize,
  batch: u32, steps: u32, hidden: u32, perTask: u32, start: u32, end: u32,
): void {
  let width = 4 * hidden;
  let bytes = <usize>hidden << 2;
  for (let task = start; task < end; task++) {
    let b0 = task * perTask;
    let rows = min(perTask, batch - b0);
    for (let t: u32 = 0; t < steps; t++) {
      let place = <usize>b0 * steps + t;
      if (t == 0) rowsTimesMatrix(h0 + b0 * bytes, hidden, rows, weight, width, hidden, scratch, width);
      else {
        let before = out + (place - 1) * bytes;
        rowsTimesMatrix(before, steps * hidden, rows, weight, width, hidden, scratch, width);
      }
      for (let r: u32 = 0; r < rows; r++) {
        let at = place + <usize>r * steps;
        let c = cells + at * bytes;
        let cBefore = t == 0 ? c0 + (b0 + r) * bytes : c - bytes;
        cell(gates + 4 * at * bytes, scratch + 4 * r * bytes, cBefore, out + at * bytes, activated + 4 * at * bytes, c, hidden);
      }
    }
  }
}

/** One step of one sequence from the two halves of the gates' sums, gates in the order i, f, g, o. */
function cell(x: usize, h: usize, cBefore: usize, out: usize, activated: usize, c: usize, hidden: u32): void {
  let f = <usize>hidden << 2;
  let g = 2 * f;
  let o = 3 * f;
  for (let j: u32 = 0; j < hidden; j += 4) {
    let at = <usize>j << 2;
    let left = hidden - j;
    let vi = sigmoid4(f32x4.add(v128.load(x + at), v128.load(h + at)));
    let vf = sigmoid4(f32x4.add(v128.load(x + f + at), v128.load(h + f + at)));
    let vg = tanh4(f32x4.add(v128.load(x + g + at), v128.load(h + g + at)));
    let vo = sigmoid4(f32x4.add(v128.load(x + o + at), v128.load(h + o + at)));
    let vc = f32x4.add(f32x4.mul(vf, v128.load(cBefore + at)), f32x4.mul(vi, vg));
    storeUpTo(activated + at, vi, left);
    storeUpTo(activated + f + at, vf, left);
    storeUpTo(activated + g + at, vg, left);
    storeUpTo(activated + o + at, vo, left);
    storeUpTo(c + at, vc, left);
    storeUpTo(out + at, f32x4.mul(vo, tanh4(vc)), left);
  }
}

/**
 * Backwards through time. `weight` is transposed, [H, 4H]. dc0 comes in as the gradient of the last cells;
 * dh0 and dc0 carry the gradients from step to step.
 */
export function lstmBackward(
  gradient: usize, activated: usize, cells: usize, c0: usize, weight: usize,
  dgates: usize, dh0: usize, dc0: usize,
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
        let c = cells + at * bytes;
        cellBackward(
          gradient + at * bytes, activated + 4 * at * bytes, c, t == 0 ? c0 + row : c - bytes,
          dgates + 4 * at * bytes, dh0 + row, dc0 + row, hidden,
        );
      }
      rowsTimesMatrix(
        dgates + 4 * place * bytes, 4 * steps * hidden, rows, weight, hidden, 4 * hidden,
        dh0 + b0 * bytes, hidden,
      );
    }
  }
}

function cellBackward(
  gradient: usize, activated: usize, c: usize, cBefore: usize,
  dgates: usize, dh: usize, dc: usize, hidden: u32,
): void {
  let f = <usize>hidden << 2;
  let g = 2 * f;
  let o = 3 * f;
  let one = f32x4.splat(1);
  for (let j: u32 = 0; j < hidden; j += 4) {
    let at = <usize>j << 2;
    let left = hidden - j;
    let vi = v128.load(activated + at);
    let vf = v128.load(activated + f + at);
    let vg = v128.load(activated + g + at);
    let vo = v128.load(activated + o + at);
    let bent = tanh4(v128.load(c + at));
    let forH = f32x4.add(v128.load(gradient + at), v128.load(dh + at));
    let slope = f32x4.sub(one, f32x4.mul(bent, bent));
    let forC = f32x4.add(v128.load(dc + at), f32x4.mul(f32x4.mul(forH, vo), slope));
    // σ' = σ·(1 − σ), tanh' = 1 − tanh²
    let di = f32x4.mul(f32x4.mul(forC, vg), f32x4.mul(vi, f32x4.sub(one, vi)));
    let df = f32x4.mul(f32x4.mul(forC, v128.load(cBefore + at)), f32x4.mul(vf, f32x4.sub(one, vf)));
    let dg = f32x4.mul(f32x4.mul(forC, vi), f32x4.sub(one, f32x4.mul(vg, vg)));
    let dOut = f32x4.mul(f32x4.mul(forH, bent), f32x4.mul(vo, f32x4.sub(one, vo)));
    storeUpTo(dgates + at, di, left);
    storeUpTo(dgates + f + at, df, left);
    storeUpTo(dgates + g + at, dg, left);
    storeUpTo(dgates + o + at, dOut, left);
    storeUpTo(dc + at, f32x4.mul(forC, vf), left);
  }
}

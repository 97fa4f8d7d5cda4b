/**
 * Depthwise causal convolution over time, four channels at a time. The weights [C, K] are turned to [K, C]
 * in this thread's scratch memory first. `rowAt` finds the rows, those before the first in the state.
 */
import { scratch } from '../../backend/cpu/runtime.wasm';
import { storeLanes } from '../../backend/cpu/tail.wasm';
import { silu, siluBackward } from '../silu/silu.wasm';

const BLOCK: u32 = 64;

/** Row `row` of x, or of the state where it is negative; 0 where there is none. */
@inline
function rowAt(
  x: usize, state: usize, hasState: u32, image: u32, row: i32, length: u32, width: u32, columns: u32,
): usize {
  if (row >= 0) return <u32>row < length ? x + (<usize>(image * length + row) * columns << 2) : 0;
  return hasState ? state + (<usize>(image * (width - 1) + (row + width - 1)) * columns << 2) : 0;
}

/** Padded row length of the turned weights, in bytes. */
@inline
function turnedRow(columns: u32): usize {
  return <usize>((columns + 3) & ~3) << 2;
}

function turnWeights(weight: usize, columns: u32, width: u32, flipped: u32): void {
  for (let k: u32 = 0; k < width; k++) {
    let to = scratch + k * turnedRow(columns);
    let p = weight + (<usize>(flipped ? width - 1 - k : k) << 2);
    for (let c: u32 = 0; c < columns; c++) {
      store<f32>(to + (<usize>c << 2), load<f32>(p + (<usize>(c * width) << 2)));
    }
  }
}

/** Σ weight·rows at four channels; the taps' rows stand at `rows`. */
@inline
function taps(rows: usize, width: u32, at: usize, step: usize, start: v128): v128 {
  let total = start;
  for (let k: u32 = 0; k < width; k++) {
    let row = load<usize>(rows + (<usize>k << 2));
    if (row) total = f32x4.add(total, f32x4.mul(v128.load(row + at), v128.load(scratch + k * step + at)));
  }
  return total;
}

/** One task is 64 rows of one sequence. */
export function causalConv1d(
  x: usize, weight: usize, bias: usize, state: usize, out: usize,
  batch: u32, length: u32, rows: u32, columns: u32, width: u32, shift: u32, flipped: u32,
  hasBias: u32, hasState: u32, activation: u32, start: u32, end: u32,
): void {
  let step = turnedRow(columns);
  let found = scratch + width * step;
  let blocks = (rows + BLOCK - 1) / BLOCK;
  turnWeights(weight, columns, width, flipped);
  for (let task = start; task < end; task++) {
    let image = task / blocks;
    let first = task % blocks * BLOCK;
    let last = min(first + BLOCK, rows);
    for (let i = first; i < last; i++) {
      for (let k: u32 = 0; k < width; k++) {
        let row = rowAt(x, state, hasState, image, i + shift + k, length, width, columns);
        store<usize>(found + (<usize>k << 2), row);
      }
      let to = out + (<usize>(image * rows + i) * columns << 2);
      for (let c: u32 = 0; c < columns; c += 4) {
        let at = <usize>c << 2;
        let z = taps(found, width, at, step, hasBias ? v128.load(bias + at) : f32x4.splat(0));
        if (activation) z = silu(z);
        if (c + 4 <= columns) v128.store(to + at, z);
        else storeLanes(to + at, z, columns - c);
      }
    }
  }
}

/** dz = gradient · silu'(z), with z worked out again. One task is 64 rows of one sequence. */
export function causalConv1dSlope(
  x: usize, weight: usize, bias: usize, state: usize, gradient: usize, dz: usize,
  batch: u32, length: u32, columns: u32, width: u32, hasBias: u32, hasState: u32, start: u32, end: u32,
): void {
  let step = turnedRow(columns);
  let found = scratch + width * step;
  let blocks = (length + BLOCK - 1) / BLOCK;
  turnWeights(weight, columns, width, 0);
  for (let task = start; task < end; task++) {
    let image = task / blocks;
    let first = task % blocks * BLOCK;
    let last = min(first + BLOCK, length);
    for (let i = first; i < last; i++) {
      for (let k: u32 = 0; k < width; k++) {
        let row = rowAt(x, state, hasState, image, i + k + 1 - width, length, width, columns);
        store<usize>(found + (<usize>k << 2), row);
      }
      let own = <usize>(image * length + i) * columns << 2;
      for (let c: u32 = 0; c < columns; c += 4) {
        let at = <usize>c << 2;
        let z = taps(found, width, at, step, hasBias ? v128.load(bias + at) : f32x4.splat(0));
        let slope = siluBackward(z, v128.load(gradient + own + at));
        if (c + 4 <= columns) v128.store(dz + own + at, slope);
        else storeLanes(dz + own + at, slope, columns - c);
      }
    }
  }
}

/** One task is one chunk of rows: Σ dz·x per channel and tap, and Σ dz. */
export function causalConv1dWeight(
  x: usize, state: usize, dz: usize, dweight: usize, dbias: usize,
  batch: u32, length: u32, columns: u32, width: u32, hasState: u32, chunk: u32, start: u32, end: u32,
): void {
  let step = turnedRow(columns);
  for (let task = start; task < end; task++) {
    memory.fill(scratch, 0, (width + 1) * step);
    let last = min(task * chunk + chunk, batch * length);
    for (let row = task * chunk; row < last; row++) {
      let slope = dz + (<usize>row * columns << 2);
      for (let k: u32 = 0; k <= width; k++) {
        let sums = scratch + k * step;
        // After the taps comes the bias, which reads nothing.
        let p = k == width ? 0 : rowAt(
          x, state, hasState, row / length, row % length + k + 1 - width, length, width, columns,
        );
        if (k < width && p == 0) continue;
        for (let c: u32 = 0; c < columns; c += 4) {
          let at = <usize>c << 2;
          let value = v128.load(slope + at);
          if (p) value = f32x4.mul(value, v128.load(p + at));
          v128.store(sums + at, f32x4.add(v128.load(sums + at), value));
        }
      }
    }
    let to = dweight + (<usize>(task * columns * width) << 2);
    for (let c: u32 = 0; c < columns; c++) {
      for (let k: u32 = 0; k < width; k++) {
        store<f32>(to, load<f32>(scratch + k * step + (<usize>c << 2)));
        to += 4;
      }
    }
    memory.copy(dbias + (<usize>(task * columns) << 2), scratch + width * step, <usize>columns << 2);
  }
}

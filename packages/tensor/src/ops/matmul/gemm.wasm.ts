/**
 * C = op(A)·op(B) (+ bias), the work-horse. After Goto and van de Geijn, "Anatomy of high-performance
 * matrix multiplication" (2008): a task packs a block of B (256 deep, up to 256 wide, panels of 8
 * columns) and of A (128 rows, panels of 4 rows) into this thread's scratch memory, and a micro-kernel
 * of 4×8 (or 4×16) multiplies them out of the caches. Panels are padded with zeros; only the stores of
 * edge tiles are narrow. The order of additions does not depend on the number of threads.
 */
import { activate } from '../linear/activation.wasm';
import { storeHalves } from '../../backend/cpu/halves.wasm';
import { scratch, wide } from '../../backend/cpu/runtime.wasm';
import { madd } from '../../backend/cpu/math.wasm';
import { tile, tiles } from './microKernel.wasm';
import { packColumns4Of, packColumns8Of, packRows4Of, packRows8Of } from './pack.wasm';

const KC: u32 = 256;
const NC: u32 = 256;
const MC: u32 = 128;
const PACKED_B: usize = 256 << 10; // bytes into scratch, behind A's 128 KiB and the edge tile
const EDGE: usize = 768 << 10;
// What becomes halves adds up as f32 in scratch memory: a task's block of C, up to 512 rows of NC.
const BLOCK: usize = 1 << 20;
const PRE: usize = 2 << 20;

export function gemm(
  a: usize, b: usize, bias: usize, out: usize,
  m: u32, n: u32, k: u32, transA: u32, transB: u32, hasBias: u32,
  strideA: u32, strideB: u32, batch: u32, mBlock: u32, start: u32, end: u32,
): void {
  run<f32>(
    a, b, hasBias ? bias : 0, out, 0, 0, m, n, k, transA, transB, strideA, strideB, mBlock, start, end,
  );
}

/** gemm of halves; the bias is f32. */
export function gemmF16(
  a: usize, b: usize, bias: usize, out: usize,
  m: u32, n: u32, k: u32, transA: u32, transB: u32, hasBias: u32,
  strideA: u32, strideB: u32, batch: u32, mBlock: u32, start: u32, end: u32,
): void {
  run<u16>(
    a, b, hasBias ? bias : 0, out, 0, 0, m, n, k, transA, transB, strideA, strideB, mBlock, start, end,
  );
}

/** gemm with an activation; `pre` receives what the activation is applied to. */
export function gemmActivation(
  a: usize, b: usize, bias: usize, out: usize, pre: usize,
  m: u32, n: u32, k: u32, hasBias: u32, activation: u32, mBlock: u32, start: u32, end: u32,
): void {
  run<f32>(a, b, hasBias ? bias : 0, out, pre, activation, m, n, k, 0, 1, 0, 0, mBlock, start, end);
}

export function gemmActivationF16(
  a: usize, b: usize, bias: usize, out: usize, pre: usize,
  m: u32, n: u32, k: u32, hasBias: u32, activation: u32, mBlock: u32, start: u32, end: u32,
): void {
  run<u16>(a, b, hasBias ? bias : 0, out, pre, activation, m, n, k, 0, 1, 0, 0, mBlock, start, end);
}

function run<T>(
  a: usize, b: usize, bias: usize, out: usize, pre: usize, activation: u32,
  m: u32, n: u32, k: u32, transA: u32, transB: u32,
  strideA: u32, strideB: u32, mBlock: u32, start: u32, end: u32,
): void {
  let blocksN = (n + NC - 1) / NC;
  let blocksM = (m + mBlock - 1) / mBlock;
  for (let task = start; task < end; task++) {
    let bn = task % blocksN;
    let rest = task / blocksN;
    let bm = rest % blocksM;
    let index = rest / blocksM;
    let pa = a + (<usize>index * strideA << alignof<T>());
    let pb = b + (<usize>index * strideB << alignof<T>());
    let pc = out + (<usize>index * m * n << alignof<T>());
    let n0 = bn * NC;
    let n1 = min(n0 + NC, n);
    let m0 = bm * mBlock;
    let m1 = min(m0 + mBlock, m);
    // Where C's first element would lie, and its row length.
    let c = pc;
    let cPre = pre;
    let row = n;
    if (sizeof<T>() == 2) {
      row = NC;
      let before = (<usize>m0 * NC + n0) << 2;
      c = scratch + BLOCK - before;
      cPre = scratch + PRE - before;
    }
    if (k == 0) emptyProduct(c, bias, cPre, activation, row, m0, m1, n0, n1);
    for (let k0: u32 = 0; k0 < k; k0 += KC) {
      let kc = min(KC, k - k0);
      let last = k0 + kc == k;
      let toB = scratch + PACKED_B;
      if (transB) packRows8Of<T>(pb + ((<usize>n0 * k + k0) << alignof<T>()), k, n1 - n0, kc, toB);
      else packColumns8Of<T>(pb + ((<usize>k0 * n + n0) << alignof<T>()), n, n1 - n0, kc, toB);
      for (let i0 = m0; i0 < m1; i0 += MC) {
        let i1 = min(i0 + MC, m1);
        if (transA) packColumns4Of<T>(pa + ((<usize>k0 * m + i0) << alignof<T>()), m, i1 - i0, kc, scratch);
        else packRows4Of<T>(pa + ((<usize>i0 * k + k0) << alignof<T>()), k, i1 - i0, kc, scratch);
        multiplyBlock(
          c, bias, last ? cPre : 0, last ? activation : 0, row, i0, i1, n0, n1, kc, k0 == 0,
        );
      }
    }
    if (sizeof<T>() == 2) {
      for (let i = m0; i < m1; i++) {
        let from = ((<usize>i * NC + n0) << 2);
        let to = ((<usize>i * n + n0) << 1);
        storeHalves(c + from, pc + to, n1 - n0);
        if (activation) storeHalves(cPre + from, pre + to, n1 - n0);
      }
    }
  }
}

/** All tiles of one block; `first` starts from the bias instead of from C. */
export function multiplyBlock(
  c: usize, bias: usize, pre: usize, activation: u32,
  n: u32, i0: u32, i1: u32, n0: u32, n1: u32, kc: u32, first: bool,
): void {
  let rowBytes = <usize>n << 2;
  let panelBytes = <usize>kc << 5;
  let columns: u32 = 8;
  for (let j = n0; j < n1; j += columns) {
    columns = wide && j + 16 <= n1 ? 16 : 8;
    let pb = scratch + PACKED_B + (<usize>(j - n0) * kc << 2);
    let i = i0;
    if (j + columns <= n1) {
      for (; i + 4 <= i1; i += 4) {
        let pa = scratch + (<usize>(i - i0) * kc << 2);
        let at = c + <usize>i * rowBytes + (<usize>j << 2);
        tiles(pa, pb, panelBytes, columns, kc, at, rowBytes, first, bias ? bias + (<usize>j << 2) : 0);
        if (activation) {
          activateTile(at, pre + <usize>i * rowBytes + (<usize>j << 2), rowBytes, columns, activation);
        }
      }
    }
    for (; i < i1; i += 4) {
      for (let half: u32 = 0; half < columns && j + half < n1; half += 8) {
        let place = <usize>i * rowBytes + (<usize>(j + half) << 2);
        edgeTile(
          scratch + (<usize>(i - i0) * kc << 2), pb + (<usize>half * kc << 2), kc, c + place, rowBytes,
          min(4, i1 - i), min(8, n1 - j - half), first, bias ? bias + (<usize>(j + half) << 2) : 0,
          pre + place, activation,
        );
      }
    }
  }
}

/** An edge tile goes through scratch memory, a full tile with rows of 32 bytes. */
function edgeTile(
  pa: usize, pb: usize, kc: u32, at: usize, rowBytes: usize, rows: u32, columns: u32, first: bool,
  bias: usize, pre: usize, activation: u32,
): void {
  let edge = scratch + EDGE;
  let edgeBias: usize = 0;
  if (!first) copyTile(at, rowBytes, edge, 32, rows, columns);
  else if (bias) {
    edgeBias = edge + 256;
    memory.copy(edgeBias, bias, <usize>columns << 2);
  }
  tile(pa, pb, kc, edge, 32, first, edgeBias);
  if (activation) {
    activateTile(edge, edge + 128, 32, 8, activation);
    copyTile(edge + 128, 32, pre, rowBytes, rows, columns);
  }
  copyTile(edge, 32, at, rowBytes, rows, columns);
}

function copyTile(from: usize, fromRow: usize, to: usize, toRow: usize, rows: u32, columns: u32): void {
  for (let i: u32 = 0; i < rows; i++) {
    memory.copy(to + <usize>i * toRow, from + <usize>i * fromRow, <usize>columns << 2);
  }
}

/** Moves the values of 4 rows to `pre` and leaves the activated ones. */
function activateTile(c: usize, pre: usize, rowBytes: usize, columns: u32, activation: u32): void {
  let bytes = <usize>columns << 2;
  for (let i: u32 = 0; i < 4; i++) {
    for (let x: usize = 0; x < bytes; x += 32) {
      let v0 = v128.load(c + x);
      let v1 = v128.load(c + x, 16);
      v128.store(pre + x, v0);
      v128.store(pre + x, v1, 16);
      v128.store(c + x, activate(activation, v0));
      v128.store(c + x, activate(activation, v1), 16);
    }
    c += rowBytes;
    pre += rowBytes;
  }
}

/** K = 0: the product is zero, plus the bias. */
function emptyProduct(
  c: usize, bias: usize, pre: usize, activation: u32, n: u32, m0: u32, m1: u32, n0: u32, n1: u32,
): void {
  for (let i = m0; i < m1; i++) {
    for (let j = n0; j < n1; j++) {
      let value = bias ? load<f32>(bias + (<usize>j << 2)) : 0;
      let at = (<usize>i * n + j) << 2;
      if (activation) {
        store<f32>(pre + at, value);
        value = f32x4.extract_lane(activate(activation, f32x4.splat(value)), 0);
      }
      store<f32>(c + at, value);
    }
  }
}

/**
 * A few rows against B [N, K]: dot products without packing, for decoding one token at a time. One
 * task is 16 columns.
 */
export function gemmRows(
  a: usize, b: usize, bias: usize, out: usize, m: u32, n: u32, k: u32, hasBias: u32, start: u32, end: u32,
): void {
  let rowBytes = <usize>k << 2;
  let whole = k & ~3;
  let last = min(end << 4, n);
  for (let j = start << 4; j < last; j++) {
    let pb = b + <usize>j * rowBytes;
    let offset = hasBias ? load<f32>(bias + (<usize>j << 2)) : 0;
    for (let i: u32 = 0; i < m; i++) {
      let pa = a + <usize>i * rowBytes;
      let s0 = f32x4.splat(0);
      let s1 = f32x4.splat(0);
      let x: u32 = 0;
      for (; x + 8 <= whole; x += 8) {
        let at = <usize>x << 2;
        s0 = madd(v128.load(pa + at), v128.load(pb + at), s0);
        s1 = madd(v128.load(pa + at, 16), v128.load(pb + at, 16), s1);
      }
      if (x < whole) {
        let at = <usize>x << 2;
        s0 = madd(v128.load(pa + at), v128.load(pb + at), s0);
        x += 4;
      }
      s0 = f32x4.add(s0, s1);
      let total =
        f32x4.extract_lane(s0, 0) + f32x4.extract_lane(s0, 1) +
        (f32x4.extract_lane(s0, 2) + f32x4.extract_lane(s0, 3));
      for (; x < k; x++) total += load<f32>(pa + (<usize>x << 2)) * load<f32>(pb + (<usize>x << 2));
      store<f32>(out + ((<usize>i * n + j) << 2), total + offset);
    }
  }
}

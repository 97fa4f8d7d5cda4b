import { madd } from '../../backend/cpu/math.wasm';
import { wide } from '../../backend/cpu/runtime.wasm';

/**
 * C[4, columns] (+)= A·B from packed panels: `pa` holds kc steps of 4 row values; each panel of B holds kc
 * steps (or more) of 8 column values and lies `panelBytes` behind the one before. With `first` the tiles
 * start from `bias` (a value per column, or zero where it is 0) instead of from C. `columns` is rounded up
 * to whole panels. The sums come out the same bit for bit whichever tile computes them.
 */
@inline
export function tiles(
  pa: usize, pb: usize, panelBytes: usize, columns: u32, kc: u32, c: usize, rowBytes: usize, first: bool,
  bias: usize,
): void {
  let j: u32 = 0;
  if (wide) {
    for (; j + 8 < columns; j += 16) {
      tileWide(pa, pb, pb + panelBytes, kc, c, rowBytes, first, bias);
      pb += panelBytes << 1;
      c += 64;
      if (bias) bias += 64;
    }
  }
  for (; j < columns; j += 8) {
    tile(pa, pb, kc, c, rowBytes, first, bias);
    pb += panelBytes;
    c += 32;
    if (bias) bias += 32;
  }
}

/**
 * 4×8: eight accumulators, two vectors of B and a splat of A per step, which is what sixteen vector
 * registers hold.
 */
export function tile(
  pa: usize, pb: usize, kc: u32, c: usize, rowBytes: usize, first: bool, bias: usize,
): void {
  let c00: v128, c01: v128, c10: v128, c11: v128, c20: v128, c21: v128, c30: v128, c31: v128;
  let c1 = c + rowBytes;
  let c2 = c1 + rowBytes;
  let c3 = c2 + rowBytes;
  if (first) {
    c00 = bias ? v128.load(bias) : f32x4.splat(0);
    c01 = bias ? v128.load(bias, 16) : f32x4.splat(0);
    c10 = c00; c20 = c00; c30 = c00;
    c11 = c01; c21 = c01; c31 = c01;
  } else {
    c00 = v128.load(c); c01 = v128.load(c, 16);
    c10 = v128.load(c1); c11 = v128.load(c1, 16);
    c20 = v128.load(c2); c21 = v128.load(c2, 16);
    c30 = v128.load(c3); c31 = v128.load(c3, 16);
  }
  // Not unrolled: two steps at once run at two thirds of the speed under V8.
  let stop = pa + (<usize>kc << 4);
  while (pa < stop) {
    let b0 = v128.load(pb);
    let b1 = v128.load(pb, 16);
    let x = v128.load32_splat(pa);
    c00 = madd(x, b0, c00);
    c01 = madd(x, b1, c01);
    x = v128.load32_splat(pa, 4);
    c10 = madd(x, b0, c10);
    c11 = madd(x, b1, c11);
    x = v128.load32_splat(pa, 8);
    c20 = madd(x, b0, c20);
    c21 = madd(x, b1, c21);
    x = v128.load32_splat(pa, 12);
    c30 = madd(x, b0, c30);
    c31 = madd(x, b1, c31);
    pa += 16;
    pb += 32;
  }
  v128.store(c, c00); v128.store(c, c01, 16);
  v128.store(c1, c10); v128.store(c1, c11, 16);
  v128.store(c2, c20); v128.store(c2, c21, 16);
  v128.store(c3, c30); v128.store(c3, c31, 16);
}

/**
 * 4×16, for engines that pack two neighbouring vectors into one register of 256 bits: eight accumulators
 * of eight values. Without that it has too few registers and is slow.
 */
function tileWide(
  pa: usize, pb: usize, pd: usize, kc: u32, c: usize, rowBytes: usize, first: bool, bias: usize,
): void {
  let c00: v128, c01: v128, c02: v128, c03: v128, c10: v128, c11: v128, c12: v128, c13: v128;
  let c20: v128, c21: v128, c22: v128, c23: v128, c30: v128, c31: v128, c32: v128, c33: v128;
  let c1 = c + rowBytes;
  let c2 = c1 + rowBytes;
  let c3 = c2 + rowBytes;
  // A row's vectors begin in one branch, and every row anew: else V8 does not see the pairs.
  if (!first) {
    c00 = v128.load(c); c01 = v128.load(c, 16); c02 = v128.load(c, 32); c03 = v128.load(c, 48);
    c10 = v128.load(c1); c11 = v128.load(c1, 16); c12 = v128.load(c1, 32); c13 = v128.load(c1, 48);
    c20 = v128.load(c2); c21 = v128.load(c2, 16); c22 = v128.load(c2, 32); c23 = v128.load(c2, 48);
    c30 = v128.load(c3); c31 = v128.load(c3, 16); c32 = v128.load(c3, 32); c33 = v128.load(c3, 48);
  } else if (bias) {
    c00 = v128.load(bias); c01 = v128.load(bias, 16); c02 = v128.load(bias, 32); c03 = v128.load(bias, 48);
    c10 = v128.load(bias); c11 = v128.load(bias, 16); c12 = v128.load(bias, 32); c13 = v128.load(bias, 48);
    c20 = v128.load(bias); c21 = v128.load(bias, 16); c22 = v128.load(bias, 32); c23 = v128.load(bias, 48);
    c30 = v128.load(bias); c31 = v128.load(bias, 16); c32 = v128.load(bias, 32); c33 = v128.load(bias, 48);
  } else {
    c00 = f32x4.splat(0); c01 = f32x4.splat(0); c02 = f32x4.splat(0); c03 = f32x4.splat(0);
    c10 = f32x4.splat(0); c11 = f32x4.splat(0); c12 = f32x4.splat(0); c13 = f32x4.splat(0);
    c20 = f32x4.splat(0); c21 = f32x4.splat(0); c22 = f32x4.splat(0); c23 = f32x4.splat(0);
    c30 = f32x4.splat(0); c31 = f32x4.splat(0); c32 = f32x4.splat(0); c33 = f32x4.splat(0);
  }
  let stop = pa + (<usize>kc << 4);
  while (pa < stop) {
    let b0 = v128.load(pb);
    let b1 = v128.load(pb, 16);
    let b2 = v128.load(pd);
    let b3 = v128.load(pd, 16);
    let x = v128.load32_splat(pa);
    c00 = madd(x, b0, c00); c01 = madd(x, b1, c01); c02 = madd(x, b2, c02); c03 = madd(x, b3, c03);
    x = v128.load32_splat(pa, 4);
    c10 = madd(x, b0, c10); c11 = madd(x, b1, c11); c12 = madd(x, b2, c12); c13 = madd(x, b3, c13);
    x = v128.load32_splat(pa, 8);
    c20 = madd(x, b0, c20); c21 = madd(x, b1, c21); c22 = madd(x, b2, c22); c23 = madd(x, b3, c23);
    x = v128.load32_splat(pa, 12);
    c30 = madd(x, b0, c30); c31 = madd(x, b1, c31); c32 = madd(x, b2, c32); c33 = madd(x, b3, c33);
    pa += 16;
    pb += 32;
    pd += 32;
  }
  v128.store(c, c00); v128.store(c, c01, 16); v128.store(c, c02, 32); v128.store(c, c03, 48);
  v128.store(c1, c10); v128.store(c1, c11, 16); v128.store(c1, c12, 32); v128.store(c1, c13, 48);
  v128.store(c2, c20); v128.store(c2, c21, 16); v128.store(c2, c22, 32); v128.store(c2, c23, 48);
  v128.store(c3, c30); v128.store(c3, c31, 16); v128.store(c3, c32, 32); v128.store(c3, c33, 48);
}

/**
 * A product of 4×16 in the caches, `times` over, by wide tiles or narrow ones: to see which are faster here,
 * and that both give the same. All three lie in scratch memory from `at` on: 1 KiB of A, 4 KiB of B, C.
 */
export function tryTiles(at: usize, wideTiles: bool, times: u32): void {
  let pb = at + 1024;
  let c = pb + 4096;
  for (let i: u32 = 0; i < times; i++) {
    if (wideTiles) tileWide(at, pb, pb + 2048, 64, c, 64, true, 0);
    else {
      tile(at, pb, 64, c, 64, true, 0);
      tile(at, pb + 2048, 64, c + 32, 64, true, 0);
    }
  }
}

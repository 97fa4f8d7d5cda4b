/**
 * Packing for the micro-kernel: a panel holds 4 (of A) or 8 (of B) neighbouring rows or columns, one
 * step of the inner dimension after the other. `stride` is the source's row length in elements.
 * Panels at the edge are filled with finite or stale values whose results are never stored. The source
 * is f32, or of halves (T = u16), which are widened here.
 */
import { load1, load4 } from '../../backend/cpu/halves.wasm';

/** `rows` rows of length kc → panels of 4 rows. */
export function packRows4Of<T>(from: usize, stride: u32, rows: u32, kc: u32, to: usize): void {
  let rowBytes = <usize>stride << alignof<T>();
  for (let i: u32 = 0; i < rows; i += 4) {
    let left = rows - i;
    // A missing row repeats the first.
    let r0 = from + <usize>i * rowBytes;
    let r1 = left > 1 ? r0 + rowBytes : r0;
    let r2 = left > 2 ? r1 + rowBytes : r0;
    let r3 = left > 3 ? r2 + rowBytes : r0;
    packFourOf<T>(r0, r1, r2, r3, to, 16, kc);
    to += <usize>kc << 4;
  }
}

/** `rows` rows of length kc → panels of 8, the rows becoming columns of B. */
export function packRows8Of<T>(from: usize, stride: u32, rows: u32, kc: u32, to: usize): void {
  let rowBytes = <usize>stride << alignof<T>();
  for (let i: u32 = 0; i < rows; i += 8) {
    for (let half: u32 = 0; half < 8; half += 4) {
      if (i + half >= rows) {
        for (let x: u32 = 0; x < kc; x++) v128.store(to + (<usize>x << 5) + 16, f32x4.splat(0));
        continue;
      }
      let left = rows - i - half;
      let r0 = from + <usize>(i + half) * rowBytes;
      let r1 = left > 1 ? r0 + rowBytes : r0;
      let r2 = left > 2 ? r1 + rowBytes : r0;
      let r3 = left > 3 ? r2 + rowBytes : r0;
      packFourOf<T>(r0, r1, r2, r3, to + (<usize>half << 2), 32, kc);
    }
    to += <usize>kc << 5;
  }
}

/** kc rows of `columns` values → panels of 4 columns. */
export function packColumns4Of<T>(from: usize, stride: u32, columns: u32, kc: u32, to: usize): void {
  for (let i: u32 = 0; i < kc; i++) {
    let p = from + (<usize>i * stride << alignof<T>());
    let panel = to + (<usize>i << 4);
    for (let j: u32 = 0; j < columns; j += 4) {
      v128.store(panel, load4<T>(p));
      p += 4 * sizeof<T>();
      panel += <usize>kc << 4;
    }
  }
}

/** kc rows of `columns` values → panels of 8 columns. */
export function packColumns8Of<T>(from: usize, stride: u32, columns: u32, kc: u32, to: usize): void {
  for (let i: u32 = 0; i < kc; i++) {
    let p = from + (<usize>i * stride << alignof<T>());
    let panel = to + (<usize>i << 5);
    for (let j: u32 = 0; j < columns; j += 8) {
      v128.store(panel, load4<T>(p));
      v128.store(panel, load4<T>(p + 4 * sizeof<T>()), 16);
      p += 8 * sizeof<T>();
      panel += <usize>kc << 5;
    }
  }
}

/** Interleaves four rows: step k of the destination, `step` bytes apart, holds element k of each. */
@inline
export function packFourOf<T>(
  r0: usize, r1: usize, r2: usize, r3: usize, to: usize, step: usize, kc: u32,
): void {
  let i: u32 = 0;
  for (; i + 4 <= kc; i += 4) {
    let at = <usize>i << alignof<T>();
    let v0 = load4<T>(r0 + at);
    let v1 = load4<T>(r1 + at);
    let v2 = load4<T>(r2 + at);
    let v3 = load4<T>(r3 + at);
    let t0 = v128.shuffle<f32>(v0, v1, 0, 4, 1, 5);
    let t1 = v128.shuffle<f32>(v0, v1, 2, 6, 3, 7);
    let t2 = v128.shuffle<f32>(v2, v3, 0, 4, 1, 5);
    let t3 = v128.shuffle<f32>(v2, v3, 2, 6, 3, 7);
    let p = to + <usize>i * step;
    v128.store(p, v128.shuffle<f32>(t0, t2, 0, 1, 4, 5));
    v128.store(p + step, v128.shuffle<f32>(t0, t2, 2, 3, 6, 7));
    v128.store(p + 2 * step, v128.shuffle<f32>(t1, t3, 0, 1, 4, 5));
    v128.store(p + 3 * step, v128.shuffle<f32>(t1, t3, 2, 3, 6, 7));
  }
  for (; i < kc; i++) {
    let at = <usize>i << alignof<T>();
    let p = to + <usize>i * step;
    store<f32>(p, load1<T>(r0 + at));
    store<f32>(p, load1<T>(r1 + at), 4);
    store<f32>(p, load1<T>(r2 + at), 8);
    store<f32>(p, load1<T>(r3 + at), 12);
  }
}

export function packRows4(from: usize, stride: u32, rows: u32, kc: u32, to: usize): void {
  packRows4Of<f32>(from, stride, rows, kc, to);
}

export function packRows8(from: usize, stride: u32, rows: u32, kc: u32, to: usize): void {
  packRows8Of<f32>(from, stride, rows, kc, to);
}

export function packColumns4(from: usize, stride: u32, columns: u32, kc: u32, to: usize): void {
  packColumns4Of<f32>(from, stride, columns, kc, to);
}

export function packColumns8(from: usize, stride: u32, columns: u32, kc: u32, to: usize): void {
  packColumns8Of<f32>(from, stride, columns, kc, to);
}

@inline
export function packFour(
  r0: usize, r1: usize, r2: usize, r3: usize, to: usize, step: usize, kc: u32,
): void {
  packFourOf<f32>(r0, r1, r2, r3, to, step, kc);
}

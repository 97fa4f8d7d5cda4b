import { halfBits, halfValues } from '../../backend/cpu/halves.wasm';

/** A task is 1,024 elements; what is read past the end lands in the padding. */
export function castF32ToF16(x: usize, out: usize, n: u32, start: u32, end: u32): void {
  let last = min(end << 10, n);
  for (let i = start << 10; i < last; i += 8) {
    let p = x + (<usize>i << 2);
    let words = i16x8.narrow_i32x4_u(halfBits(v128.load(p)), halfBits(v128.load(p, 16)));
    v128.store(out + (<usize>i << 1), words);
  }
}

export function castF16ToF32(x: usize, out: usize, n: u32, start: u32, end: u32): void {
  let last = min(end << 10, n);
  for (let i = start << 10; i < last; i += 8) {
    let halves = v128.load(x + (<usize>i << 1));
    let to = out + (<usize>i << 2);
    v128.store(to, halfValues(i32x4.extend_low_i16x8_u(halves)));
    if (i + 4 < last) v128.store(to, halfValues(i32x4.extend_high_i16x8_u(halves)), 16);
  }
}

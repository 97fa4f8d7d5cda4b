/**
 * Philox 4x32-10 (Salmon et al., SC11) for four counters at once, as src/random.ts has it one by one.
 *
 * Writes to `out` (64 bytes) the four words of counter (first, c1, c2, c3), then those of
 * (first + 1, c1, c2, c3), and so on: word w of counter n stands at 4·(n − first) + w.
 */
export function philoxBlocks(out: usize, k0: u32, k1: u32, first: u32, c1: u32, c2: u32, c3: u32): void {
  let x0 = i32x4.add(i32x4.splat(first), i32x4(0, 1, 2, 3));
  let x1 = i32x4.splat(c1);
  let x2 = i32x4.splat(c2);
  let x3 = i32x4.splat(c3);
  let m0 = i32x4.splat(0xd2511f53);
  let m1 = i32x4.splat(0xcd9e8d57);
  for (let round = 0; round < 10; round++) {
    let even0 = i64x2.extmul_low_i32x4_u(x0, m0);
    let odd0 = i64x2.extmul_high_i32x4_u(x0, m0);
    let even1 = i64x2.extmul_low_i32x4_u(x2, m1);
    let odd1 = i64x2.extmul_high_i32x4_u(x2, m1);
    x0 = v128.xor(v128.xor(v128.shuffle<i32>(even1, odd1, 1, 3, 5, 7), x1), i32x4.splat(k0));
    x2 = v128.xor(v128.xor(v128.shuffle<i32>(even0, odd0, 1, 3, 5, 7), x3), i32x4.splat(k1));
    x1 = v128.shuffle<i32>(even1, odd1, 0, 2, 4, 6);
    x3 = v128.shuffle<i32>(even0, odd0, 0, 2, 4, 6);
    k0 += 0x9e3779b9;
    k1 += 0xbb67ae85;
  }
  let a = v128.shuffle<i32>(x0, x1, 0, 4, 1, 5);
  let b = v128.shuffle<i32>(x2, x3, 0, 4, 1, 5);
  let c = v128.shuffle<i32>(x0, x1, 2, 6, 3, 7);
  let d = v128.shuffle<i32>(x2, x3, 2, 6, 3, 7);
  v128.store(out, v128.shuffle<i32>(a, b, 0, 1, 4, 5));
  v128.store(out, v128.shuffle<i32>(a, b, 2, 3, 6, 7), 16);
  v128.store(out, v128.shuffle<i32>(c, d, 0, 1, 4, 5), 32);
  v128.store(out, v128.shuffle<i32>(c, d, 2, 3, 6, 7), 48);
}

/** One task is one innermost row; strides are modulo 2^32, so negative ones work. */
export function stridedCopy(
  x: usize, out: usize,
  d0: u32, d1: u32, d2: u32, d3: u32, d4: u32,
  x0: u32, x1: u32, x2: u32, x3: u32, x4: u32,
  o0: u32, o1: u32, o2: u32, o3: u32, o4: u32,
  xOffset: u32, outOffset: u32,
  start: u32, end: u32,
): void {
  for (let task = start; task < end; task++) {
    let i3 = task % d3;
    let r2 = task / d3;
    let i2 = r2 % d2;
    let r1 = r2 / d2;
    let i1 = r1 % d1;
    let i0 = r1 / d1;
    let from = x + (<usize>(xOffset + i0 * x0 + i1 * x1 + i2 * x2 + i3 * x3) << 2);
    let to = out + (<usize>(outOffset + i0 * o0 + i1 * o1 + i2 * o2 + i3 * o3) << 2);
    if (x4 == 1 && o4 == 1) {
      memory.copy(to, from, <usize>d4 << 2);
    } else if (x4 == 0 && o4 == 1) {
      let value = v128.load32_splat(from);
      let i: u32 = 0;
      for (; i + 4 <= d4; i += 4) v128.store(to + (<usize>i << 2), value);
      for (; i < d4; i++) store<u32>(to + (<usize>i << 2), load<u32>(from));
    } else {
      for (let i: u32 = 0; i < d4; i++) {
        store<u32>(to + (<usize>(i * o4) << 2), load<u32>(from + (<usize>(i * x4) << 2)));
      }
    }
  }
}

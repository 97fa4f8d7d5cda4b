/** One task is one innermost row; strides are modulo 2^32, so negative ones work. */
export function stridedCopy(
  x: usize, out: usize,
  d0: u32, d1: u32, d2: u32, d3: u32, d4: u32,
  x0: u32, x1: u32, x2: u32, x3: u32, x4: u32,
  o0: u32, o1: u32, o2: u32, o3: u32, o4: u32,
  xOffset: u32, outOffset: u32,
  start: u32, end: u32,
): void {
  copy<u32>(
    x, out, d0, d1, d2, d3, d4, x0, x1, x2, x3, x4, o0, o1, o2, o3, o4, xOffset, outOffset, start, end,
  );
}

export function stridedCopyF16(
  x: usize, out: usize,
  d0: u32, d1: u32, d2: u32, d3: u32, d4: u32,
  x0: u32, x1: u32, x2: u32, x3: u32, x4: u32,
  o0: u32, o1: u32, o2: u32, o3: u32, o4: u32,
  xOffset: u32, outOffset: u32,
  start: u32, end: u32,
): void {
  copy<u16>(
    x, out, d0, d1, d2, d3, d4, x0, x1, x2, x3, x4, o0, o1, o2, o3, o4, xOffset, outOffset, start, end,
  );
}

function copy<T>(
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
    let from = x + (<usize>(xOffset + i0 * x0 + i1 * x1 + i2 * x2 + i3 * x3) << alignof<T>());
    let to = out + (<usize>(outOffset + i0 * o0 + i1 * o1 + i2 * o2 + i3 * o3) << alignof<T>());
    if (x4 == 1 && o4 == 1) {
      memory.copy(to, from, <usize>d4 << alignof<T>());
    } else if (x4 == 0 && o4 == 1) {
      let value = sizeof<T>() == 2 ? v128.load16_splat(from) : v128.load32_splat(from);
      let each = <u32>(16 / sizeof<T>());
      let i: u32 = 0;
      for (; i + each <= d4; i += each) v128.store(to + (<usize>i << alignof<T>()), value);
      for (; i < d4; i++) store<T>(to + (<usize>i << alignof<T>()), load<T>(from));
    } else {
      for (let i: u32 = 0; i < d4; i++) {
        store<T>(to + (<usize>(i * o4) << alignof<T>()), load<T>(from + (<usize>(i * x4) << alignof<T>())));
      }
    }
  }
}

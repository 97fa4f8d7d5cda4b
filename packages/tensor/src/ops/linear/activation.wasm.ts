/** The activation with this code (see linear.ts) of four values. */
export function activate(code: u32, x: v128): v128 {
  switch (code) {
    case 3: return f32x4.max(x, f32x4.splat(0));
    default: return x;
  }
}

export function activationBackward(
  pre: usize, gradient: usize, out: usize, n: u32, activation: u32, start: u32, end: u32,
): void {
  let to: usize = min(<usize>end << 12, (<usize>n + 3 >> 2) << 4);
  for (let i: usize = <usize>start << 12; i < to; i += 16) {
    let x = v128.load(pre + i);
    let g = v128.load(gradient + i);
    switch (activation) {
      case 3: g = v128.and(g, f32x4.gt(x, f32x4.splat(0))); break;
    }
    v128.store(out + i, g);
  }
}

/** One task is one row: its rotated heads, the first `turned` channels of each, then a copy of the others. */
export function rotary(
  x: usize, table: usize, out: usize,
  rows: u32, length: u32, rotated: u32, copied: u32,
  headSize: u32, turned: u32, offset: u32, sign: f32, interleaved: u32,
  start: u32, end: u32,
): void {
  let headBytes = <usize>headSize << 2;
  let rowBytes = headBytes * (rotated + copied);
  let turnedBytes = <usize>turned << 2;
  let others = headBytes * rotated;
  for (let row = start; row < end; row++) {
    let p = x + <usize>row * rowBytes;
    let q = out + <usize>row * rowBytes;
    let angles = table + <usize>(offset + row % length) * turnedBytes;
    for (let head: usize = 0; head < others; head += headBytes) {
      if (interleaved) turnNeighbours(p + head, q + head, angles, turnedBytes, sign);
      else turnHalves(p + head, q + head, angles, turnedBytes, sign);
      if (turned < headSize) {
        memory.copy(q + head + turnedBytes, p + head + turnedBytes, headBytes - turnedBytes);
      }
    }
    memory.copy(q + others, p + others, rowBytes - others);
  }
}

/** Pairs (i, i + D/2). */
function turnHalves(p: usize, q: usize, angles: usize, bytes: usize, sign: f32): void {
  let half = bytes >> 1;
  let s = f32x4.splat(sign);
  let i: usize = 0;
  for (; i + 16 <= half; i += 16) {
    let a = v128.load(p + i);
    let b = v128.load(p + half + i);
    let cosine = v128.load(angles + i);
    let sine = f32x4.mul(v128.load(angles + half + i), s);
    v128.store(q + i, f32x4.sub(f32x4.mul(a, cosine), f32x4.mul(b, sine)));
    v128.store(q + half + i, f32x4.add(f32x4.mul(b, cosine), f32x4.mul(a, sine)));
  }
  for (; i < half; i += 4) {
    let a = load<f32>(p + i);
    let b = load<f32>(p + half + i);
    let cosine = load<f32>(angles + i);
    let sine = load<f32>(angles + half + i) * sign;
    store<f32>(q + i, a * cosine - b * sine);
    store<f32>(q + half + i, b * cosine + a * sine);
  }
}

/** Pairs (2i, 2i + 1). */
function turnNeighbours(p: usize, q: usize, angles: usize, bytes: usize, sign: f32): void {
  let half = bytes >> 1;
  let signs = f32x4(-sign, sign, -sign, sign);
  let i: usize = 0;
  for (; i + 8 <= half; i += 8) {
    let ab = v128.load(p + 2 * i);
    let ba = v128.shuffle<f32>(ab, ab, 1, 0, 3, 2);
    let cosine = v128.load64_zero(angles + i);
    let sine = v128.load64_zero(angles + half + i);
    cosine = v128.shuffle<f32>(cosine, cosine, 0, 0, 1, 1);
    sine = f32x4.mul(v128.shuffle<f32>(sine, sine, 0, 0, 1, 1), signs);
    v128.store(q + 2 * i, f32x4.add(f32x4.mul(ab, cosine), f32x4.mul(ba, sine)));
  }
  for (; i < half; i += 4) {
    let a = load<f32>(p + 2 * i);
    let b = load<f32>(p + 2 * i, 4);
    let cosine = load<f32>(angles + i);
    let sine = load<f32>(angles + half + i) * sign;
    store<f32>(q + 2 * i, a * cosine - b * sine);
    store<f32>(q + 2 * i, b * cosine + a * sine, 4);
  }
}

import { storeLanes } from '../../backend/cpu/tail.wasm';

/** One task is one id. */
export function embedding(
  ids: usize, weight: usize, out: usize, n: u32, columns: u32, tokens: u32, start: u32, end: u32,
): void {
  let bytes = <usize>columns << 2;
  for (let task = start; task < end; task++) {
    let id = <u32>max(0, min(load<i32>(ids + (<usize>task << 2)), <i32>tokens - 1));
    let from = weight + <usize>id * bytes;
    let to = out + <usize>task * bytes;
    let i: usize = 0;
    for (; i + 16 <= bytes; i += 16) v128.store(to + i, v128.load(from + i));
    if (i < bytes) storeLanes(to + i, v128.load(from + i), <u32>(bytes - i) >> 2);
  }
}

/**
 * One task is a range of tokens, or `width` columns of one. Four uses of a token are added per pass over its row, one
 * after the other, so the order of additions is that of the ids.
 */
export function embeddingBackward(
  order: usize, starts: usize, gradient: usize, dweight: usize,
  tokens: u32, columns: u32, width: u32, start: u32, end: u32,
): void {
  let ranges = min(tokens, 256);
  let blocks = (columns + width - 1) / width;
  let stride = <usize>columns << 2;
  for (let task = start; task < end; task++) {
    let range = <u64>(task / blocks);
    let from = <usize>(task % blocks) * width << 2;
    let bytes = min(stride - from, <usize>width << 2);
    let last = <u32>((range + 1) * tokens / ranges);
    for (let token = <u32>(range * tokens / ranges); token < last; token++) {
      let row = dweight + <usize>token * stride + from;
      let to: usize = 0;
      for (; to + 16 <= bytes; to += 16) v128.store(row + to, f32x4.splat(0));
      for (; to < bytes; to += 4) store<u32>(row + to, 0);
      let k = order + (<usize>load<u32>(starts + (<usize>token << 2)) << 2);
      let stop = order + (<usize>load<u32>(starts + (<usize>token << 2), 4) << 2);
      for (; k + 16 <= stop; k += 16) {
        let a = gradient + <usize>load<u32>(k) * stride + from;
        let b = gradient + <usize>load<u32>(k, 4) * stride + from;
        let c = gradient + <usize>load<u32>(k, 8) * stride + from;
        let d = gradient + <usize>load<u32>(k, 12) * stride + from;
        let i: usize = 0;
        for (; i + 16 <= bytes; i += 16) {
          v128.store(row + i, addFour(row + i, a + i, b + i, c + i, d + i));
        }
        if (i < bytes) {
          storeLanes(row + i, addFour(row + i, a + i, b + i, c + i, d + i), <u32>(bytes - i) >> 2);
        }
      }
      for (; k < stop; k += 4) {
        let a = gradient + <usize>load<u32>(k) * stride + from;
        let i: usize = 0;
        for (; i + 16 <= bytes; i += 16) {
          v128.store(row + i, f32x4.add(v128.load(row + i), v128.load(a + i)));
        }
        if (i < bytes) {
          storeLanes(row + i, f32x4.add(v128.load(row + i), v128.load(a + i)), <u32>(bytes - i) >> 2);
        }
      }
    }
  }
}

@inline
function addFour(sum: usize, a: usize, b: usize, c: usize, d: usize): v128 {
  let two = f32x4.add(f32x4.add(v128.load(sum), v128.load(a)), v128.load(b));
  return f32x4.add(f32x4.add(two, v128.load(c)), v128.load(d));
}

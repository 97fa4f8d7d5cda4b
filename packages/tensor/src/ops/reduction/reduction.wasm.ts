/** Ways to combine. */
@inline
export const SUM: u32 = 0;
@inline
export const MAX: u32 = 1;
@inline
export const MIN: u32 = 2;
@inline
export const PRODUCT: u32 = 3;
/** Of whole numbers; sums and products modulo 2^32. */
@inline
export const SUM_WORDS: u32 = 4;
@inline
export const PRODUCT_WORDS: u32 = 5;
@inline
export const MAX_I32: u32 = 6;
@inline
export const MIN_I32: u32 = 7;
@inline
export const MAX_U32: u32 = 8;
@inline
export const MIN_U32: u32 = 9;

@inline
function combine(way: u32, a: v128, b: v128): v128 {
  if (way == SUM) return f32x4.add(a, b);
  if (way == MAX) return f32x4.max(a, b);
  if (way == MIN) return f32x4.min(a, b);
  if (way == PRODUCT) return f32x4.mul(a, b);
  if (way == SUM_WORDS) return i32x4.add(a, b);
  if (way == PRODUCT_WORDS) return i32x4.mul(a, b);
  if (way == MAX_I32) return i32x4.max_s(a, b);
  if (way == MIN_I32) return i32x4.min_s(a, b);
  return way == MAX_U32 ? i32x4.max_u(a, b) : i32x4.min_u(a, b);
}

/** What a combination starts from: nothing, or an element that will be seen again. */
@inline
function initial(way: u32, first: v128): v128 {
  if (way == SUM || way == SUM_WORDS) return f32x4.splat(0);
  if (way == PRODUCT) return f32x4.splat(1);
  return way == PRODUCT_WORDS ? i32x4.splat(1) : first;
}

/** The result, of floats times the factor. */
@inline
function finish(way: u32, value: v128, factor: v128): v128 {
  return way <= PRODUCT ? f32x4.mul(value, factor) : value;
}

/**
 * out[o, s, i] = scale · (x[o, r, i] combined over the rows r of chunk s). A task is 64 neighbouring
 * outputs. Rows go in blocks of 128 (1,024 elements where they are contiguous), so that rounding stays
 * small in long sums.
 */
@inline
export function reduceTasks(
  way: u32, x: usize, out: usize, outer: u32, reduce: u32, inner: u32, chunk: u32, scale: f32,
  start: u32, end: u32,
): void {
  let splits = max<u32>(1, (reduce + chunk - 1) / chunk);
  let blocks = (inner + 63) >> 6;
  for (let task = start; task < end; task++) {
    let block = task / blocks;
    let first = block % splits * chunk;
    let rows = min(chunk, reduce - first);
    let base = x + (<usize>(block / splits * reduce + first) * inner << 2);
    let to = out + (<usize>block * inner << 2);
    if (inner == 1) {
      v128.store32_lane(to, finish(way, reduceRow(way, base, rows), f32x4.splat(scale)), 0);
    } else {
      let i = (task % blocks) << 6;
      reduceColumns(way, base, to, rows, inner, i, min(i + 64, inner), scale);
    }
  }
}

/** Columns [i, last) of rows that are `inner` apart. */
@inline
function reduceColumns(
  way: u32, base: usize, to: usize, rows: u32, inner: u32, i: u32, last: u32, scale: f32,
): void {
  let factor = f32x4.splat(scale);
  let step = <usize>inner << 2;
  for (; i + 16 <= last; i += 16) {
    let p = base + (<usize>i << 2);
    let t0 = initial(way, v128.load(p));
    let t1 = initial(way, v128.load(p, 16));
    let t2 = initial(way, v128.load(p, 32));
    let t3 = initial(way, v128.load(p, 48));
    for (let r: u32 = 0; r < rows; ) {
      let b0 = initial(way, v128.load(p));
      let b1 = initial(way, v128.load(p, 16));
      let b2 = initial(way, v128.load(p, 32));
      let b3 = initial(way, v128.load(p, 48));
      let stop = min(r + 128, rows);
      for (; r < stop; r++) {
        b0 = combine(way, b0, v128.load(p));
        b1 = combine(way, b1, v128.load(p, 16));
        b2 = combine(way, b2, v128.load(p, 32));
        b3 = combine(way, b3, v128.load(p, 48));
        p += step;
      }
      t0 = combine(way, t0, b0);
      t1 = combine(way, t1, b1);
      t2 = combine(way, t2, b2);
      t3 = combine(way, t3, b3);
    }
    let at = to + (<usize>i << 2);
    v128.store(at, finish(way, t0, factor));
    v128.store(at, finish(way, t1, factor), 16);
    v128.store(at, finish(way, t2, factor), 32);
    v128.store(at, finish(way, t3, factor), 48);
  }
  for (; i < last; i += 4) {
    let p = base + (<usize>i << 2);
    let total = initial(way, v128.load(p));
    for (let r: u32 = 0; r < rows; ) {
      let part = initial(way, v128.load(p));
      let stop = min(r + 128, rows);
      for (; r < stop; r++) {
        part = combine(way, part, v128.load(p));
        p += step;
      }
      total = combine(way, total, part);
    }
    total = finish(way, total, factor);
    let at = to + (<usize>i << 2);
    if (i + 4 <= last) {
      v128.store(at, total);
    } else {
      // What lies behind belongs to the next row.
      v128.store32_lane(at, total, 0);
      if (i + 1 < last) v128.store32_lane(at, total, 1, 4);
      if (i + 2 < last) v128.store32_lane(at, total, 2, 8);
    }
  }
}

/** A contiguous row, in four chains that hide the operations' latency. The result stands in lane 0. */
@inline
function reduceRow(way: u32, p: usize, n: u32): v128 {
  let i: u32 = 0;
  let total = initial(way, v128.load32_splat(p));
  while (i + 16 <= n) {
    let a = initial(way, v128.load(p + (<usize>i << 2)));
    let b = a;
    let c = a;
    let d = a;
    let stop = min(i + 1024, n & ~15);
    for (; i < stop; i += 16) {
      let at = p + (<usize>i << 2);
      a = combine(way, a, v128.load(at));
      b = combine(way, b, v128.load(at, 16));
      c = combine(way, c, v128.load(at, 32));
      d = combine(way, d, v128.load(at, 48));
    }
    total = combine(way, total, combine(way, combine(way, a, b), combine(way, c, d)));
  }
  let pair = combine(way, total, v128.shuffle<f32>(total, total, 2, 3, 0, 1));
  let result = combine(way, pair, v128.shuffle<f32>(pair, pair, 1, 0, 3, 2));
  for (; i < n; i++) result = combine(way, result, v128.load32_splat(p + (<usize>i << 2)));
  return result;
}

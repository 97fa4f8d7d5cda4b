/** The key of the word at `p`: moved into 0 … limit − 1, or the word as it is where there is no limit. */
@inline
function keyAt(p: usize, limit: u32): u32 {
  return limit ? <u32>max(0, min(load<i32>(p), <i32>limit - 1)) : load<u32>(p);
}

/** One task is one chunk of 256 keys. */
export function radixCount(
  keys: usize, counts: usize, rows: u32, columns: u32, shift: u32, limit: u32, start: u32, end: u32,
): void {
  let chunks = (columns + 255) >> 8;
  for (let chunk = start; chunk < end; chunk++) {
    let own = counts + (<usize>chunk << 10);
    memory.fill(own, 0, 1024);
    let from = (chunk % chunks) << 8;
    let p = keys + (<usize>(chunk / chunks) * columns + from << 2);
    let last = p + (<usize>min(columns - from, 256) << 2);
    for (; p < last; p += 4) {
      let at = own + (<usize>((keyAt(p, limit) >> shift) & 255) << 2);
      store<u32>(at, load<u32>(at) + 1);
    }
  }
}

/** One task is one row. */
export function radixOffsets(counts: usize, rows: u32, chunks: u32, start: u32, end: u32): void {
  for (let row = start; row < end; row++) {
    let next: u32 = 0;
    for (let digit: usize = 0; digit < 1024; digit += 4) {
      let p = counts + (<usize>row * chunks << 10) + digit;
      for (let chunk: u32 = 0; chunk < chunks; chunk++) {
        let here = load<u32>(p);
        store<u32>(p, next);
        next += here;
        p += 1024;
      }
    }
  }
}

/** One task is one chunk; its offsets are used up. In the first pass the positions are the order. */
export function radixScatter(
  keys: usize, order: usize, offsets: usize, sortedKeys: usize, sortedOrder: usize,
  rows: u32, columns: u32, shift: u32, limit: u32, start: u32, end: u32,
): void {
  let chunks = (columns + 255) >> 8;
  for (let chunk = start; chunk < end; chunk++) {
    let own = offsets + (<usize>chunk << 10);
    let row = <usize>(chunk / chunks) * columns << 2;
    let first = (chunk % chunks) << 8;
    let last = min(first + 256, columns);
    for (let i = first; i < last; i++) {
      let from = row + (<usize>i << 2);
      let key = keyAt(keys + from, limit);
      let at = own + (<usize>((key >> shift) & 255) << 2);
      let to = load<u32>(at);
      store<u32>(at, to + 1);
      store<u32>(sortedKeys + row + (<usize>to << 2), key);
      store<u32>(sortedOrder + row + (<usize>to << 2), shift == 0 ? i : load<u32>(order + from));
    }
  }
}

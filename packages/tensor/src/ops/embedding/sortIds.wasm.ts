/** The id at `p`, moved into 0 … tokens − 1. */
@inline
function idAt(p: usize, tokens: u32): u32 {
  return <u32>max(0, min(load<i32>(p), <i32>tokens - 1));
}

/** One task is one chunk of 256 ids. */
export function idCount(
  keys: usize, counts: usize, n: u32, shift: u32, tokens: u32, start: u32, end: u32,
): void {
  for (let chunk = start; chunk < end; chunk++) {
    let own = counts + (<usize>chunk << 10);
    memory.fill(own, 0, 1024);
    let last = min(chunk * 256 + 256, n);
    for (let i = chunk * 256; i < last; i++) {
      let at = own + (<usize>((idAt(keys + (<usize>i << 2), tokens) >> shift) & 255) << 2);
      store<u32>(at, load<u32>(at) + 1);
    }
  }
}

/** A single task. */
export function idOffsets(counts: usize, chunks: u32, start: u32, end: u32): void {
  let next: u32 = 0;
  for (let digit: usize = 0; digit < 1024; digit += 4) {
    let p = counts + digit;
    for (let chunk: u32 = 0; chunk < chunks; chunk++) {
      let here = load<u32>(p);
      store<u32>(p, next);
      next += here;
      p += 1024;
    }
  }
}

/** One task is one chunk; its offsets are used up. In the first pass the positions are the values. */
export function idScatter(
  keys: usize, values: usize, offsets: usize, sortedKeys: usize, sortedValues: usize,
  n: u32, shift: u32, tokens: u32, start: u32, end: u32,
): void {
  for (let chunk = start; chunk < end; chunk++) {
    let own = offsets + (<usize>chunk << 10);
    let last = min(chunk * 256 + 256, n);
    for (let i = chunk * 256; i < last; i++) {
      let id = idAt(keys + (<usize>i << 2), tokens);
      let at = own + (<usize>((id >> shift) & 255) << 2);
      let to = load<u32>(at);
      store<u32>(at, to + 1);
      store<u32>(sortedKeys + (<usize>to << 2), id);
      store<u32>(sortedValues + (<usize>to << 2), shift == 0 ? i : load<u32>(values + (<usize>i << 2)));
    }
  }
}

/** One task is 1,024 tokens: a search for the first one's start, then a walk. */
export function idStarts(keys: usize, starts: usize, n: u32, tokens: u32, start: u32, end: u32): void {
  let first = start << 10;
  let low: u32 = 0;
  let high = n;
  while (low < high) {
    let middle = (low + high) >> 1;
    if (load<u32>(keys + (<usize>middle << 2)) < first) low = middle + 1;
    else high = middle;
  }
  let last = min(end << 10, tokens + 1);
  for (let token = first; token < last; token++) {
    while (low < n && load<u32>(keys + (<usize>low << 2)) < token) low++;
    store<u32>(starts + (<usize>token << 2), low);
  }
}

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

// The key of a word: any word where there is no limit, else a number moved into 0 … limit − 1.
fn keyOf(word: i32) -> u32 {
  if (params.limit == 0u) {
    return bitcast<u32>(word);
  }
  return u32(clamp(word, 0, i32(params.limit) - 1));
}

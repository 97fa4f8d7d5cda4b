// Element i is kept where word i % 4 of counter (i / 4, opIndex, step, 0) reaches the threshold.
fn apply(x: vec4f, i: u32) -> vec4f {
  return select(vec4f(0.0), x * params.scale, wordsOf(i) >= vec4u(params.threshold));
}

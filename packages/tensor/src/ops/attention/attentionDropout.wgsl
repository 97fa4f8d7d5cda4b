// Factors of the attention weights of one query and four neighbouring keys: 0 or keepScale. `row` is
// (b·H + h)·T + query. The random words are those of the Philox block with the counter
// (key / 4, opIndex, step, row).
fn keepFactors(row: u32, quad: u32) -> vec4f {
  if (DROPOUT == 0u) {
    return vec4f(1.0);
  }
  let words = philox(vec2u(params.seed0, params.seed1), vec4u(quad, params.opIndex, params.step, row));
  return select(vec4f(0.0), vec4f(params.keepScale), words >= vec4u(params.dropThreshold));
}

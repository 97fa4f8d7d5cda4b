// Log-sum-exp and delta of four queries.
fn statsOf(row: vec4u, local: u32) -> mat2x4f {
  let odd = 2u * row + 1u;
  return mat2x4f(
    vec4f(stats[2u * row.x], stats[2u * row.y], stats[2u * row.z], stats[2u * row.w]),
    vec4f(stats[odd.x], stats[odd.y], stats[odd.z], stats[odd.w]),
  );
}

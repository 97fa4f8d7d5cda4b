// Where group i begins, and group i − 1 ends.
fn boundary(i: u32) -> u32 {
  if (params.starts == 0u) {
    if (i == 0u) {
      return 0u;
    }
    return u32(clamp(offsets[i - 1u], 0, i32(params.rows)));
  }
  return u32(clamp(offsets[i], 0, i32(params.rows)));
}

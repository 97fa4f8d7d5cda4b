// Columns of B as gemmRegisters and gemmLanes load them: straight from memory, in vectors where they can.

// Four steps of K for four columns of B, one step per matrix column.
fn blockB(base: u32, k: u32, column: u32) -> mat4x4f {
  if (WHOLE_B == 0u) {
    return mat4x4f(
      partB(base, k, column),
      partB(base, k + 1u, column),
      partB(base, k + 2u, column),
      partB(base, k + 3u, column),
    );
  }
  if (TRANS_B == 0u) {
    let at = (base + k * params.n + min(column, params.n - 4u)) / 4u;
    let step = params.n / 4u;
    return mat4x4f(wholeB(at), wholeB(at + step), wholeB(at + 2u * step), wholeB(at + 3u * step));
  }
  let columns = base + min(column + vec4u(0u, 1u, 2u, 3u), vec4u(params.n - 1u)) * params.k;
  let at = (columns + k) / 4u;
  return transpose(mat4x4f(wholeB(at.x), wholeB(at.y), wholeB(at.z), wholeB(at.w)));
}

fn partB(base: u32, k: u32, column: u32) -> vec4f {
  return vec4f(
    elementB(base, k, column),
    elementB(base, k, column + 1u),
    elementB(base, k, column + 2u),
    elementB(base, k, column + 3u),
  );
}

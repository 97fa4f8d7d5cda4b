// Loads of whole vectors along the rows of the operands in memory.

// Four elements of A along its rows in memory, zero past K.
fn vectorA(base: u32, row: u32, k: u32) -> vec4f {
  if (k >= params.k) {
    return vec4f(0.0);
  }
  if (TRANS_A == 1u) {
    if (WHOLE_A == 1u) {
      return wholeA((base + k * params.m + min(row, params.m - 4u)) / 4u);
    }
    return vec4f(
      elementA(base, row, k),
      elementA(base, row + 1u, k),
      elementA(base, row + 2u, k),
      elementA(base, row + 3u, k),
    );
  }
  if (WHOLE_A == 1u) {
    return wholeA((base + min(row, params.m - 1u) * params.k + k) / 4u);
  }
  let steps = k + vec4u(0u, 1u, 2u, 3u);
  let at = min(steps, vec4u(params.k - 1u));
  let values = vec4f(
    elementA(base, row, at.x),
    elementA(base, row, at.y),
    elementA(base, row, at.z),
    elementA(base, row, at.w),
  );
  return select(vec4f(0.0), values, steps < vec4u(params.k));
}

// Four elements of B along its rows in memory, zero past K.
fn vectorB(base: u32, k: u32, column: u32) -> vec4f {
  if (k >= params.k) {
    return vec4f(0.0);
  }
  if (TRANS_B == 0u) {
    if (WHOLE_B == 1u) {
      return wholeB((base + k * params.n + min(column, params.n - 4u)) / 4u);
    }
    return vec4f(
      elementB(base, k, column),
      elementB(base, k, column + 1u),
      elementB(base, k, column + 2u),
      elementB(base, k, column + 3u),
    );
  }
  if (WHOLE_B == 1u) {
    return wholeB((base + min(column, params.n - 1u) * params.k + k) / 4u);
  }
  let steps = k + vec4u(0u, 1u, 2u, 3u);
  let at = min(steps, vec4u(params.k - 1u));
  let values = vec4f(
    elementB(base, at.x, column),
    elementB(base, at.y, column),
    elementB(base, at.z, column),
    elementB(base, at.w, column),
  );
  return select(vec4f(0.0), values, steps < vec4u(params.k));
}

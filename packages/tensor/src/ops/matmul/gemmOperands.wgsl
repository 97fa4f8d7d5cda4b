// What the bodies of gemm share: loads of the operands and the stores. Constants: TRANS_A (a is [K, M]),
// TRANS_B (b is [N, K]), WHOLE_A and WHOLE_B (the rows of a or b are whole vectors), HAS_BIAS. The op's own
// text provides batches(), strideA(), strideB(), activated(value) and store(at, value, activated). Operands are f32 or
// f16, as the record says; sums are f32.
//
// Rows past M and columns past N are clamped: what is computed there is not stored.

// Whole vectors, of whatever the operands are made of.
fn wholeA(at: u32) -> vec4f { return vec4f(a[at]); }

fn wholeB(at: u32) -> vec4f { return vec4f(b[at]); }

fn elementA(base: u32, row: u32, k: u32) -> f32 {
  let r = min(row, params.m - 1u);
  let at = base + select(r * params.k + k, k * params.m + r, TRANS_A == 1u);
  return f32(a[at / 4u][at % 4u]);
}

fn elementB(base: u32, k: u32, column: u32) -> f32 {
  let c = min(column, params.n - 1u);
  let at = base + select(k * params.n + c, c * params.k + k, TRANS_B == 1u);
  return f32(b[at / 4u][at % 4u]);
}

// sum + Σ left[q]·right[q]: one row of C from four steps of K, right[q] being a row of B.
fn addRow(sum: vec4f, left: vec4f, right: mat4x4f) -> vec4f {
  var total = sum + left.x * right[0];
  total += left.y * right[1];
  total += left.z * right[2];
  total += left.w * right[3];
  return total;
}

fn storeRow(batch: u32, row: u32, columns: vec4u, sum: vec4f) {
  var value = sum;
  if (HAS_BIAS == 1u) {
    let c = min(columns, vec4u(params.n - 1u));
    value += vec4f(bias[c.x], bias[c.y], bias[c.z], bias[c.w]);
  }
  let after = activated(value);
  let at = (batch * params.m + row) * params.n;
  for (var j = 0u; j < 4u; j++) {
    if (columns[j] < params.n) {
      store(at + columns[j], value[j], after[j]);
    }
  }
}

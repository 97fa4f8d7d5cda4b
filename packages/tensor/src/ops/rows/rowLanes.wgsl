// A workgroup of 256 takes ROWS rows at once, LANES invocations each. rowSum, rowSum2 and rowMax
// combine one value per invocation over its row, in a fixed order; every invocation of the workgroup
// has to call them, those without a row too.
const ROWS = 256u / LANES;
var<workgroup> rowScratch: array<vec2f, 256>;

fn rowSum2(value: vec2f, local: u32) -> vec2f {
  rowScratch[local] = value;
  workgroupBarrier();
  for (var half = LANES / 2u; half > 0u; half >>= 1u) {
    if (local % LANES < half) {
      rowScratch[local] += rowScratch[local + half];
    }
    workgroupBarrier();
  }
  let total = rowScratch[local / LANES * LANES];
  workgroupBarrier();
  return total;
}

fn rowSum(value: f32, local: u32) -> f32 {
  return rowSum2(vec2f(value, 0.0), local).x;
}

fn rowMax(value: f32, local: u32) -> f32 {
  rowScratch[local].x = value;
  workgroupBarrier();
  for (var half = LANES / 2u; half > 0u; half >>= 1u) {
    if (local % LANES < half) {
      rowScratch[local].x = max(rowScratch[local].x, rowScratch[local + half].x);
    }
    workgroupBarrier();
  }
  let largest = rowScratch[local / LANES * LANES].x;
  workgroupBarrier();
  return largest;
}

// A workgroup per matrix. With W = gradient ∘ out, the gradient of the running sum at i is W's row i less its
// column i, and x[k] is part of every running sum from k on.
var<workgroup> running: array<f32, 256>;

@compute @workgroup_size(64)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) local: u32,
) {
  let matrix = workgroupIndex(group, groups);
  if (matrix >= params.rows) {
    return;
  }
  let n = params.length;
  let base = matrix * n * n;
  for (var i = local; i < n; i += 64u) {
    var total = 0.0;
    for (var j = 0u; j < i; j++) {
      total += gradient[base + i * n + j] * out[base + i * n + j];
    }
    for (var j = i + 1u; j < n; j++) {
      total -= gradient[base + j * n + i] * out[base + j * n + i];
    }
    running[i] = total;
  }
  workgroupBarrier();
  for (var k = local; k < n; k += 64u) {
    var total = 0.0;
    for (var i = k; i < n; i++) {
      total += running[i];
    }
    dx[matrix * n + k] = total;
  }
}

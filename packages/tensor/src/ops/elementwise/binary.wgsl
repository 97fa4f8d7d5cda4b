// out = apply(a, b) over four broadcast dimensions, four elements per invocation. The op's own text
// provides apply. A stride of 0 broadcasts.
fn element(i: u32) -> vec2u {
  if (FLAT == 1u) {
    return vec2u(i * params.a3, i * params.b3);
  }
  let i3 = i % params.d3;
  let row = i / params.d3;
  let i2 = row % params.d2;
  let i1 = row / params.d2 % params.d1;
  let i0 = row / params.d2 / params.d1;
  return vec2u(
    i0 * params.a0 + i1 * params.a1 + i2 * params.a2 + i3 * params.a3,
    i0 * params.b0 + i1 * params.b1 + i2 * params.b2 + i3 * params.b3,
  );
}

@compute @workgroup_size(256)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) local: u32,
) {
  let n = params.d0 * params.d1 * params.d2 * params.d3;
  let i = (workgroupIndex(group, groups) * 256u + local) * 4u;
  if (i >= n) {
    return;
  }
  // Past the end the last element is computed again; it lands in the padding.
  let e0 = element(i);
  let e1 = element(min(i + 1u, n - 1u));
  let e2 = element(min(i + 2u, n - 1u));
  let e3 = element(min(i + 3u, n - 1u));
  let va = Operands(a[e0.x], a[e1.x], a[e2.x], a[e3.x]);
  let vb = Operands(b[e0.y], b[e1.y], b[e2.y], b[e3.y]);
  out[i / 4u] = apply(va, vb);
}

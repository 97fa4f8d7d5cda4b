// Four columns of a row per invocation.
@compute @workgroup_size(256)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) local: u32,
) {
  let quads = (params.columns + 3u) / 4u;
  let index = workgroupIndex(group, groups) * 256u + local;
  if (index >= params.rows * quads) {
    return;
  }
  let row = index / quads;
  let columns = index % quads * 4u + vec4u(0u, 1u, 2u, 3u);
  // Past the end of a row its last element is computed again and not stored.
  let i = row * 2u * params.columns + min(columns, vec4u(params.columns - 1u));
  let j = i + params.columns;
  let gate = vec4f(x[i.x], x[i.y], x[i.z], x[i.w]);
  let value = vec4f(x[j.x], x[j.y], x[j.z], x[j.w]);
  let k = i - row * params.columns;
  let dy = vec4f(gradient[k.x], gradient[k.y], gradient[k.z], gradient[k.w]);
  let forGate = dy * value * slope(gate);
  let forValue = dy * activated(gate);
  for (var n = 0u; n < min(4u, params.columns - columns.x); n++) {
    dx[i.x + n] = forGate[n];
    dx[j.x + n] = forValue[n];
  }
}

// One time step. `weight` is transposed, [H, 3H], so that neighbouring invocations read neighbouring elements.
@compute @workgroup_size(64)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) local: u32,
) {
  let index = workgroupIndex(group, groups) * 64u + local;
  if (!works(index)) {
    return;
  }
  let hidden = params.hidden;
  let unit = index % hidden;
  let rows = sequencesOf(index);
  // Columns are gates (r, z, n), rows sequences.
  var sums = mat4x4f();
  for (var k = 0u; k < hidden; k++) {
    let h = hiddenBefore(rows, k);
    let w = k * 3u * hidden + unit;
    sums[0] += h * weight[w];
    sums[1] += h * weight[w + hidden];
    sums[2] += h * weight[w + 2u * hidden];
  }
  sums = transpose(sums);
  var added = vec3f(0.0);
  if (params.hasBias == 1u) {
    added = vec3f(bias[unit], bias[unit + hidden], bias[unit + 2u * hidden]);
  }
  let states = hiddenBefore(rows, unit);
  for (var n = 0u; n < min(4u, params.batch - rows.x); n++) {
    let place = at(rows.x + n, params.step);
    let x = place * 3u * hidden + unit;
    let own = sums[n].xyz + added;
    let gate = sigmoid4(vec4f(gates[x] + own.x, gates[x + hidden] + own.y, 0.0, 0.0));
    let candidate = tanh4(vec4f(gates[x + 2u * hidden] + gate.x * own.z)).x;
    let saved = place * 4u * hidden + unit;
    activated[saved] = gate.x;
    activated[saved + hidden] = gate.y;
    activated[saved + 2u * hidden] = candidate;
    activated[saved + 3u * hidden] = own.z;
    out[place * hidden + unit] = candidate + gate.y * (states[n] - candidate);
  }
}

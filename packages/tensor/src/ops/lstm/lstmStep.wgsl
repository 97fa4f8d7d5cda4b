// One time step. `weight` is transposed, [H, 4H], so that neighbouring invocations read neighbouring elements.
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
  // Columns are gates (i, f, g, o), rows sequences.
  var sums = mat4x4f();
  for (var k = 0u; k < hidden; k++) {
    let h = hiddenBefore(rows, k);
    let w = k * 4u * hidden + unit;
    sums[0] += h * weight[w];
    sums[1] += h * weight[w + hidden];
    sums[2] += h * weight[w + 2u * hidden];
    sums[3] += h * weight[w + 3u * hidden];
  }
  sums = transpose(sums);
  for (var n = 0u; n < min(4u, params.batch - rows.x); n++) {
    let b = rows.x + n;
    let place = at(b, params.step);
    let x = place * 4u * hidden + unit;
    let gate = sums[n] + vec4f(gates[x], gates[x + hidden], gates[x + 2u * hidden], gates[x + 3u * hidden]);
    let sigmoids = sigmoid4(gate);
    let g = tanh4(gate.zzzz).x;
    var c = c0[b * hidden + unit];
    if (params.step > 0u) {
      c = cells[(place - 1u) * hidden + unit];
    }
    c = sigmoids.y * c + sigmoids.x * g;
    activated[x] = sigmoids.x;
    activated[x + hidden] = sigmoids.y;
    activated[x + 2u * hidden] = g;
    activated[x + 3u * hidden] = sigmoids.w;
    cells[place * hidden + unit] = c;
    out[place * hidden + unit] = sigmoids.w * tanh4(vec4f(c)).x;
  }
}

// One time step backwards: step counts from T down to 0, and works on the gates of step − 1. At 0 only dh0
// is left to be computed.
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
  // What the later step passes back through the weight [4H, H].
  var later = vec4f(0.0);
  if (params.step < params.steps) {
    let start = (rows * params.steps + params.step) * 4u * hidden;
    for (var k = 0u; k < 4u * hidden; k++) {
      let d = vec4f(dgates[start.x + k], dgates[start.y + k], dgates[start.z + k], dgates[start.w + k]);
      later += d * weight[k * hidden + unit];
    }
  }
  for (var n = 0u; n < min(4u, params.batch - rows.x); n++) {
    let b = rows.x + n;
    let state = b * hidden + unit;
    if (params.step == 0u) {
      dh0[state] = later[n];
      continue;
    }
    let place = at(b, params.step - 1u);
    let cell = place * hidden + unit;
    let x = place * 4u * hidden + unit;
    let i = activated[x];
    let f = activated[x + hidden];
    let g = activated[x + 2u * hidden];
    let o = activated[x + 3u * hidden];
    let bent = tanh4(vec4f(cells[cell])).x;
    let forH = gradient[cell] + later[n];
    let forC = dc0[state] + forH * o * (1.0 - bent * bent);
    var before = c0[state];
    if (params.step > 1u) {
      before = cells[cell - hidden];
    }
    dgates[x] = forC * g * i * (1.0 - i);
    dgates[x + hidden] = forC * before * f * (1.0 - f);
    dgates[x + 2u * hidden] = forC * i * (1.0 - g * g);
    dgates[x + 3u * hidden] = forH * bent * o * (1.0 - o);
    dc0[state] = forC * f;
  }
}

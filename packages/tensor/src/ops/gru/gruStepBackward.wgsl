// One time step backwards: step counts from T down to 0, and works on the gates of step − 1. At 0 only dh0
// is left to be completed.
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
  // What the later step passes back: through the weight [3H, H], and directly, as it stands in dh0.
  var later = vec4f(0.0);
  if (params.step < params.steps) {
    let start = (rows * params.steps + params.step) * 3u * hidden;
    for (var k = 0u; k < 3u * hidden; k++) {
      let d = vec4f(dhidden[start.x + k], dhidden[start.y + k], dhidden[start.z + k], dhidden[start.w + k]);
      later += d * weight[k * hidden + unit];
    }
    let states = rows * hidden + unit;
    later += vec4f(dh0[states.x], dh0[states.y], dh0[states.z], dh0[states.w]);
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
    let saved = place * 4u * hidden + unit;
    let r = activated[saved];
    let z = activated[saved + hidden];
    let candidate = activated[saved + 2u * hidden];
    let forH = gradient[cell] + later[n];
    var before = h0[state];
    if (params.step > 1u) {
      before = out[cell - hidden];
    }
    let dn = forH * (1.0 - z) * (1.0 - candidate * candidate);
    let dz = forH * (before - candidate) * z * (1.0 - z);
    let dr = dn * activated[saved + 3u * hidden] * r * (1.0 - r);
    let x = place * 3u * hidden + unit;
    dgates[x] = dr;
    dgates[x + hidden] = dz;
    dgates[x + 2u * hidden] = dn;
    dhidden[x] = dr;
    dhidden[x + hidden] = dz;
    dhidden[x + 2u * hidden] = dn * r;
    dh0[state] = forH * z;
  }
}

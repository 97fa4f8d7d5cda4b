// By bits: what comparisons make of NaN and infinities is left open.
fn isFinite(x: f32) -> bool { return (bitcast<u32>(x) & 0x7f800000u) != 0x7f800000u; }

@compute @workgroup_size(1)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u) {
  if (workgroupIndex(group, groups) != 0u) {
    return;
  }
  let now = scale[0];
  let value = norm[0];
  unscale[0] = 1.0 / now;
  gradNorm[0] = value * (1.0 / now);
  if (!isFinite(value)) {
    proceed[0] = 0.0;
    scale[0] = now * params.backoffFactor;
    growthTracker[0] = 0.0;
    skipped[0] = skipped[0] + 1.0;
    return;
  }
  proceed[0] = 1.0;
  let good = growthTracker[0] + 1.0;
  if (good < params.growthInterval) {
    growthTracker[0] = good;
    return;
  }
  growthTracker[0] = 0.0;
  let grown = now * params.growthFactor;
  if (isFinite(grown)) {
    scale[0] = grown;
  }
}

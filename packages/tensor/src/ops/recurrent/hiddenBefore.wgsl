// Unit k of the state before this step, for four sequences.
fn hiddenBefore(rows: vec4u, k: u32) -> vec4f {
  if (params.step == 0u) {
    let i = rows * params.hidden + k;
    return vec4f(h0[i.x], h0[i.y], h0[i.z], h0[i.w]);
  }
  let i = (rows * params.steps + params.step - 1u) * params.hidden + k;
  return vec4f(out[i.x], out[i.y], out[i.z], out[i.w]);
}

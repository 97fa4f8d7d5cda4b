// The fused activation of four values; the codes stand in gemmActivation.ts.
fn activated(x: vec4f) -> vec4f {
  switch (ACTIVATION) {
    case 1u: { return gelu4(x); }
    case 2u: { return geluTanh4(x); }
    case 3u: { return relu4(x); }
    case 4u: { return silu4(x); }
    default: { return x; }
  }
}

fn batches() -> u32 { return 1u; }
fn strideA() -> u32 { return 0u; }
fn strideB() -> u32 { return 0u; }

fn store(at: u32, value: f32, activated: f32) {
  pre[at] = stored(value);
  out[at] = stored(activated);
}

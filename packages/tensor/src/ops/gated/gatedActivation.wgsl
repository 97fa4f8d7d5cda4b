// The gate's activation, and its derivative; the codes are those of linear's activations.
fn activated(x: vec4f) -> vec4f {
  switch (ACTIVATION) {
    case 1u: { return gelu4(x); }
    case 2u: { return geluTanh4(x); }
    default: { return silu4(x); }
  }
}

fn slope(x: vec4f) -> vec4f {
  switch (ACTIVATION) {
    case 1u: { return geluGradient4(x); }
    case 2u: { return geluTanhGradient4(x); }
    default: { return siluGradient4(x); }
  }
}

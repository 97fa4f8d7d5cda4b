// By the bits: comparisons may be compiled as if there were no NaN.
fn apply(x: vec4u) -> vec4u { return vec4u((x & vec4u(0x7fffffffu)) < vec4u(0x7f800000u)); }

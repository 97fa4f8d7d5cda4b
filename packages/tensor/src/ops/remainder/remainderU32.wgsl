fn apply(a: vec4u, b: vec4u) -> vec4u { return a % select(b, vec4u(1u), b == vec4u(0u)); }

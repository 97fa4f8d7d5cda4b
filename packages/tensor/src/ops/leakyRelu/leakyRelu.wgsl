fn apply(x: vec4f) -> vec4f { return select(x, params.negativeSlope * x, x <= vec4f(0.0)); }

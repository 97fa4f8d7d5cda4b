fn apply(x: vec4f, gradient: vec4f) -> vec4f { return gradient / ((1.0 + abs(x)) * (1.0 + abs(x))); }

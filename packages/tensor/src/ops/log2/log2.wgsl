fn apply(x: vec4f) -> vec4f { return log2(x); }

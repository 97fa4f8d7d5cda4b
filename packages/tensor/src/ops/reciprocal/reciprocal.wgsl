fn apply(x: vec4f) -> vec4f { return 1.0 / x; }

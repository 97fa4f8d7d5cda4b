fn apply(x: vec4f) -> vec4f { return keepNan4(x, exp(x)); }

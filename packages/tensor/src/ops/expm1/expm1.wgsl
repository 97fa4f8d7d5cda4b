fn apply(x: vec4f) -> vec4f { return keepNan4(x, expMinusOne4(x)); }

fn apply(x: vec4f) -> vec4f { return expMinusOne4(x); }

fn apply(x: vec4f) -> vec4f { return logOnePlus4(x); }

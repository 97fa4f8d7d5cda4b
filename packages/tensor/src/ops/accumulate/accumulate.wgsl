fn apply(x: vec4f, before: vec4f) -> vec4f { return before + x; }

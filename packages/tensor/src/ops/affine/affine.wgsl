fn apply(x: vec4f) -> vec4f { return x * params.scale + params.shift; }

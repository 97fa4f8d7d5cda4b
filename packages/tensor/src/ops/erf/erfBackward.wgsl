fn apply(x: vec4f, gradient: vec4f) -> vec4f { return gradient * 1.12837917 * exp(-x * x); }

// From y = 1 / x.
fn apply(y: vec4f, gradient: vec4f) -> vec4f { return -gradient * y * y; }

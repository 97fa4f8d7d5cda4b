// From y = e^x − 1.
fn apply(y: vec4f, gradient: vec4f) -> vec4f { return gradient * (y + 1.0); }

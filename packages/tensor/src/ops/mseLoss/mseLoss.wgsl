fn loss(x: vec4f, t: vec4f) -> vec4f { return (x - t) * (x - t); }
fn slope(x: vec4f, t: vec4f) -> vec4f { return 2.0 * (x - t); }

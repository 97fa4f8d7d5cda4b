// Written so that NaN stays NaN.
fn relu4(x: vec4f) -> vec4f { return select(x, vec4f(0.0), x <= vec4f(0.0)); }

fn reluGradient4(x: vec4f) -> vec4f { return select(vec4f(1.0), vec4f(0.0), x <= vec4f(0.0)); }

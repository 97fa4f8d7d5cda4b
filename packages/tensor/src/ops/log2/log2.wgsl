fn apply(x: vec4f) -> vec4f { return logLimits4(x, log2(x)); }

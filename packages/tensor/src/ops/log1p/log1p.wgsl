fn apply(x: vec4f) -> vec4f { return logLimits4(1.0 + x, logOnePlus4(x)); }

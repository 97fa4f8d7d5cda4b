fn apply() -> vec4u { return vec4u(params.word); }

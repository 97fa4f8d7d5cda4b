fn weightOf(i: u32) -> vec4f {
  if (params.period == 0u) {
    return vec4f(params.weight);
  }
  let p = params.period;
  return vec4f(weights[i % p], weights[(i + 1u) % p], weights[(i + 2u) % p], weights[(i + 3u) % p]);
}

// log(1 + e^−|x|).
fn logOnePlusExp(x: vec4f) -> vec4f { return logOnePlus4(exp(-abs(x))); }

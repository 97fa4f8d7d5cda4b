fn weightOf(i: u32) -> vec4f {
  if (params.period == 0u) {
    return vec4f(params.weight);
  }
  let p = params.period;
  return vec4f(weights[i % p], weights[(i + 1u) % p], weights[(i + 2u) % p], weights[(i + 3u) % p]);
}

// log(1 + e^−|x|): a series where the exponential is small, because 1 + e rounds it away.
fn logOnePlusExp(x: vec4f) -> vec4f {
  let e = exp(-abs(x));
  let series = e * (1.0 + e * (-1.0 / 2.0 + e * (1.0 / 3.0 + e * (-1.0 / 4.0 + e * (1.0 / 5.0 - e / 6.0)))));
  return select(log(1.0 + e), series, e < vec4f(0.1));
}

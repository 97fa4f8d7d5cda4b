// |x|^p through logarithms, with the sign that a whole p gives it; x⁰ is 1, also at 0 and NaN. The cases that
// drivers' exp and log disagree about are set apart.
fn power4(x: vec4f, p: vec4f) -> vec4f {
  let size = abs(x);
  var y = keepNan4(x, keepNan4(p, exp(p * log(select(size, vec4f(1.0), size == vec4f(0.0))))));
  y = select(y, select(vec4f(0.0), 1.0 / size, p < vec4f(0.0)), size == vec4f(0.0));
  let half = p * 0.5;
  let whole = floor(p) == p;
  let odd = whole & (floor(half) != half);
  let negative = x < vec4f(0.0);
  y = select(y, -y, negative & odd);
  y = select(y, sqrt(x), negative & !whole); // NaN
  return select(y, vec4f(1.0), p == vec4f(0.0));
}


// atan2 by Cephes' atanf: the smaller size over the larger is in [0, 1], above √2 − 1 it is taken less a turn of π/4,
// and the octant comes from sizes and signs. The built-in ones need only be good to 4,096 ulp.
fn arctangent4(y: vec4f, x: vec4f) -> vec4f {
  let steep = abs(y) > abs(x);
  let top = select(abs(y), abs(x), steep);
  let bottom = select(abs(x), abs(y), steep);
  var t = top / select(bottom, vec4f(1.0), bottom == vec4f(0.0));
  t = select(t, vec4f(1.0), (top == bottom) & (bottom > vec4f(0.0)));
  let turned = t > vec4f(0.41421356);
  let u = select(t, (t - 1.0) / (t + 1.0), turned);
  let z = u * u;
  let p = ((8.05374449538e-2 * z - 1.38776856032e-1) * z + 1.99777106478e-1) * z - 3.33329491539e-1;
  var angle = select(vec4f(0.0), vec4f(0.78539816), turned) + (p * z * u + u);
  angle = select(angle, 1.57079633 - angle, steep);
  angle = select(angle, 3.14159265 - angle, bitcast<vec4u>(x) > vec4u(0x7fffffffu));
  return select(angle, -angle, bitcast<vec4u>(y) > vec4u(0x7fffffffu));
}


// sin(x + shift·π/2): x less whole quarter turns, π/2 being the sum of three constants whose products with
// small whole numbers are exact, then Cephes' sinf and cosf. The built-in ones need only be good to 2^-11.
fn sine4(x: vec4f, shift: u32) -> vec4f {
  let k = round(x * 0.63661977);
  var r = x - k * 1.5703125;
  r = r - k * 4.837512969970703125e-4;
  r = r - k * 7.54978995489188216e-8;
  let z = r * r;
  let s = ((-1.9515295891e-4 * z + 8.3321608736e-3) * z - 1.6666654611e-1) * z * r + r;
  let c = ((2.443315711809948e-5 * z - 1.388731625493765e-3) * z + 4.166664568298827e-2) * z * z - 0.5 * z + 1.0;
  let quadrant = bitcast<vec4u>(vec4i(k)) + vec4u(shift);
  let value = select(s, c, (quadrant & vec4u(1u)) == vec4u(1u));
  return select(value, -value, (quadrant & vec4u(2u)) == vec4u(2u));
}


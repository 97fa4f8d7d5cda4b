// The maximum of columns elements of x from first on, and Σ e^(x − maximum), reading them once: the
// running sum is rescaled whenever a larger element turns up (Milakov and Gimelshein 2018).
fn rowExpSum(first: u32, columns: u32, local: u32) -> vec2f {
  var largest = -3.4028234e38;
  var total = 0.0;
  for (var i = local % LANES; i < columns; i += LANES) {
    let value = x[first + i];
    if (value > largest) {
      total = total * exp(largest - value) + 1.0;
      largest = value;
    } else {
      total += exp(value - largest);
    }
  }
  let top = rowMax(largest, local);
  return vec2f(top, rowSum(total * exp(largest - top), local));
}

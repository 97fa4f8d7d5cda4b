/**
 * The error function to f64's precision, which JavaScript lacks: its Taylor series near 0 and Lentz's
 * continued fraction of erfc further out (Abramowitz and Stegun 7.1.5, 7.1.14).
 */
export function erf(x: number): number {
  const size = Math.abs(x);
  if (!(size < 6)) return size >= 6 ? Math.sign(x) : NaN;
  if (size < 2.5) {
    let term = x;
    let sum = x;
    for (let n = 1; Math.abs(term) > 1e-18 * Math.abs(sum); n++) {
      term *= -(x * x) / n;
      sum += term / (2 * n + 1);
    }
    return (2 / Math.sqrt(Math.PI)) * sum;
  }
  let fraction = 0;
  for (let n = 120; n > 0; n--) fraction = n / 2 / (size + fraction);
  return Math.sign(x) * (1 - Math.exp(-x * x) / Math.sqrt(Math.PI) / (size + fraction));
}

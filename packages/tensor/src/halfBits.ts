/** IEEE 754 half precision on the host, where numbers are f32 and halves their 16 bits. */

const float = new Float32Array(1);
const word = new Uint32Array(float.buffer);

/** The bits of the nearest halves; of two equally near the even one. From 65,520 on it is infinity. */
export function halfBits(values: ArrayLike<number>): Uint16Array<ArrayBuffer> {
  return Uint16Array.from(values, bitsOf);
}

/** The numbers that halves stand for, exactly. */
export function halfValues(bits: ArrayLike<number>): Float32Array<ArrayBuffer> {
  return Float32Array.from(bits, valueOf);
}

function bitsOf(value: number): number {
  float[0] = value;
  const bits = word[0] ?? 0;
  const sign = (bits >>> 16) & 0x8000;
  const size = bits & 0x7fffffff;
  if (size > 0x7f800000) return sign | 0x7e00;
  if (size >= 0x477ff000) return sign | 0x7c00;
  // Below 2^-14 a half counts in units of 2^-24.
  if (size < 0x38800000) return sign | roundHalfToEven(Math.abs(float[0]) * 2 ** 24);
  const scaled = size - 0x38000000;
  return sign | ((scaled + 0xfff + ((scaled >>> 13) & 1)) >>> 13);
}

function roundHalfToEven(x: number): number {
  const below = Math.floor(x);
  const rest = x - below;
  return rest > 0.5 || (rest === 0.5 && below % 2 === 1) ? below + 1 : below;
}

function valueOf(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >>> 10) & 31;
  const fraction = bits & 0x3ff;
  if (exponent === 31) return fraction ? NaN : sign * Infinity;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  return sign * (1024 + fraction) * 2 ** (exponent - 25);
}

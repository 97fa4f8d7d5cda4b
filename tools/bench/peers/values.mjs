/** Inputs that every engine makes alike, in JavaScript and in Python (torch/values.py), and digests of results. */

function hash(index, seed) {
  let h = (Math.imul(index + 1, 0x9e3779b1) + Math.imul(seed, 0x85ebca77)) >>> 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b) >>> 0;
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35) >>> 0;
  return (h ^ (h >>> 16)) >>> 0;
}

/** Uniform in ±scale, shifted. */
export function values(shape, seed, scale = 1, shift = 0) {
  return Float32Array.from(
    { length: sizeOf(shape) },
    (_, i) => (hash(i, seed) / 2 ** 31 - 1) * scale + shift,
  );
}

/** Class or token ids. */
export function ids(count, classes, seed) {
  return Int32Array.from({ length: count }, (_, i) => hash(i, seed) % classes);
}

export function sizeOf(shape) {
  return shape.reduce((product, length) => product * length, 1);
}

/** Root mean square and eight elements: enough to tell another result or another layout. */
export function digest(array) {
  let squares = 0;
  for (const value of array) squares += value * value;
  const sample = Array.from({ length: 8 }, (_, i) => array[Math.floor((i * (array.length - 1)) / 7)]);
  return { length: array.length, rms: Math.sqrt(squares / array.length), sample };
}

/** What differs between two engines' digests by more than rounding, or null. */
export function difference(ours, theirs) {
  if (ours.length !== theirs.length) return `${theirs.length} results where Craft has ${ours.length}`;
  for (const [i, one] of ours.entries()) {
    const other = theirs[i];
    if (one.length !== other.length) return `result ${i} has ${other.length} values, not ${one.length}`;
    const apart = (a, b, share) => !(Math.abs(a - b) <= share * one.rms);
    if (apart(one.rms, other.rms, 1e-3)) return `result ${i} has rms ${other.rms}, not ${one.rms}`;
    const k = one.sample.findIndex((value, at) => apart(value, other.sample[at], 1e-2));
    if (k >= 0) return `result ${i} holds ${other.sample[k]} where Craft has ${one.sample[k]}`;
  }
  return null;
}

const isLittleEndian = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1;

/** Turns the bytes of each `width`-byte number around, in place. */
function swap(bytes: Uint8Array, width: number): Uint8Array {
  for (let start = 0; start + width <= bytes.length; start += width)
    bytes.subarray(start, start + width).reverse();
  return bytes;
}

/** The bytes of numbers as shards store them; on most machines the very same memory. */
export function toLittleEndian(numbers: Uint16Array | Uint32Array | BigUint64Array): Uint8Array {
  const bytes = new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength);
  return isLittleEndian ? bytes : swap(bytes.slice(), numbers.BYTES_PER_ELEMENT);
}

/** Makes bytes as shards store them into the bytes of this machine's numbers of `width` bytes, in place. */
export function fromLittleEndian(bytes: Uint8Array, width: number): void {
  if (!isLittleEndian) swap(bytes, width);
}

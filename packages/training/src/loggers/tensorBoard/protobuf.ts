/**
 * Writes messages of protocol buffers (https://protobuf.dev/programming-guides/encoding): the few kinds of fields that
 * TensorBoard's events are made of. Fields are written in the order of the calls.
 */
export class ProtobufWriter {
  readonly #bytes: number[] = [];

  /** A non-negative whole number up to 2^53: `int64`, `enum`. */
  varint(field: number, value: number): this {
    this.#key(field, 0);
    this.#varint(value);
    return this;
  }

  /** `bool`. */
  bool(field: number, value: boolean): this {
    return this.varint(field, value ? 1 : 0);
  }

  double(field: number, value: number): this {
    this.#key(field, 1);
    return this.#raw(new Uint8Array(littleEndian(8, (view) => view.setFloat64(0, value, true))));
  }

  float(field: number, value: number): this {
    this.#key(field, 5);
    return this.#raw(new Uint8Array(littleEndian(4, (view) => view.setFloat32(0, value, true))));
  }

  /** `repeated double`, packed. */
  doubles(field: number, values: readonly number[]): this {
    const bytes = littleEndian(8 * values.length, (view) => {
      values.forEach((value, i) => view.setFloat64(8 * i, value, true));
    });
    return this.bytes(field, new Uint8Array(bytes));
  }

  string(field: number, text: string): this {
    return this.bytes(field, new TextEncoder().encode(text));
  }

  bytes(field: number, bytes: Uint8Array): this {
    this.#key(field, 2);
    this.#varint(bytes.length);
    return this.#raw(bytes);
  }

  /** A message within this one. */
  message(field: number, write: (inner: ProtobufWriter) => unknown): this {
    const inner = new ProtobufWriter();
    write(inner);
    return this.bytes(field, inner.finish());
  }

  finish(): Uint8Array {
    return Uint8Array.from(this.#bytes);
  }

  #key(field: number, wireType: number): void {
    this.#varint(field * 8 + wireType);
  }

  #varint(value: number): void {
    let rest = value;
    while (rest >= 128) {
      this.#bytes.push((rest % 128) + 128);
      rest = Math.floor(rest / 128);
    }
    this.#bytes.push(rest);
  }

  #raw(bytes: Uint8Array): this {
    for (const byte of bytes) this.#bytes.push(byte);
    return this;
  }
}

function littleEndian(length: number, write: (view: DataView) => void): ArrayBuffer {
  const buffer = new ArrayBuffer(length);
  write(new DataView(buffer));
  return buffer;
}

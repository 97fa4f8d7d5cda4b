import { CraftError } from '@craft/config';

const signatures: readonly (readonly [bytes: readonly number[], what: string])[] = [
  [[0xff, 0xfe], 'UTF-16 text'],
  [[0xfe, 0xff], 'UTF-16 text'],
  [[0x1f, 0x8b], 'a gzip file'],
  [[0x42, 0x5a, 0x68], 'a bzip2 file'],
  [[0x28, 0xb5, 0x2f, 0xfd], 'a zstd file'],
  [[0x50, 0x4b, 0x03, 0x04], 'a zip file (also docx and epub)'],
  [[0x25, 0x50, 0x44, 0x46], 'a PDF file'],
];

/**
 * Turns the bytes of a file into text, piece by piece: UTF-8 is checked, a byte order mark is left out, and CRLF becomes LF.
 *
 * @param path only for the message
 * @throws CraftError `data.not-text`, with the offset of the first byte that is no text
 */
export async function* decodeText(chunks: AsyncIterable<Uint8Array>, path: string): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  let start = new Uint8Array(0);
  let pending = new Uint8Array(0);
  let offset = 0;
  let heldReturn = '';
  for await (const chunk of chunks) {
    if (offset === 0 && start.length === 0) start = chunk.slice(0, 4);
    const bytes = concatenate(pending, chunk);
    const zero = bytes.indexOf(0);
    if (zero >= 0) throw notText(path, start, 'a NUL byte', offset + zero);
    const complete = bytes.subarray(0, completeLength(bytes));
    let text: string;
    try {
      text = decoder.decode(complete);
    } catch {
      const invalid = validLength(complete);
      throw notText(path, start, byteName(complete[invalid]), offset + invalid);
    }
    if (offset === 0 && text.startsWith('\uFEFF')) text = text.slice(1);
    pending = bytes.slice(complete.length);
    offset += complete.length;
    text = heldReturn + text;
    // The line feed of a CRLF may be in the next piece.
    heldReturn = text.endsWith('\r') ? '\r' : '';
    yield text.slice(0, text.length - heldReturn.length).replaceAll('\r\n', '\n');
  }
  if (pending.length > 0) throw notText(path, start, 'the end of the file inside a character', offset);
  if (heldReturn !== '') yield heldReturn;
}

function notText(path: string, start: Uint8Array, received: string, offset: number): CraftError {
  const found = signatures.find(([bytes]) => bytes.every((byte, index) => start[index] === byte));
  return new CraftError(`${path}: expected UTF-8 text but received ${received} at byte ${offset}`, {
    code: 'data.not-text',
    hint: found
      ? `This looks like ${found[1]}: convert it to a UTF-8 text file first.`
      : 'Convert the file to UTF-8, or leave it out of data.path.',
  });
}

function byteName(byte: number | undefined): string {
  return `the byte 0x${(byte ?? 0).toString(16).padStart(2, '0')}`;
}

function concatenate(first: Uint8Array, second: Uint8Array): Uint8Array<ArrayBuffer> {
  const both = new Uint8Array(first.length + second.length);
  both.set(first);
  both.set(second, first.length);
  return both;
}

/** How many bytes a UTF-8 sequence has that begins with this byte; 0 where none does. */
function sequenceLength(byte: number): number {
  if (byte < 0x80) return 1;
  if (byte < 0xc2) return 0;
  if (byte < 0xe0) return 2;
  if (byte < 0xf0) return 3;
  return byte < 0xf5 ? 4 : 0;
}

/** The length without a sequence at the end that goes on in the next piece. */
function completeLength(bytes: Uint8Array): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back] ?? 0;
    if ((byte & 0xc0) === 0x80) continue;
    return sequenceLength(byte) > back ? bytes.length - back : bytes.length;
  }
  return bytes.length;
}

/** How many bytes are well-formed UTF-8 (Unicode 16, table 3-7). */
function validLength(bytes: Uint8Array): number {
  let position = 0;
  while (position < bytes.length) {
    const first = bytes[position] ?? 0;
    const length = sequenceLength(first);
    if (length === 0) return position;
    for (let index = 1; index < length; index++) {
      const byte = bytes[position + index] ?? 0;
      // Overlong forms, surrogates and what lies beyond U+10FFFF are ruled out by the second byte.
      const isFirst = index === 1;
      const low = isFirst && first === 0xe0 ? 0xa0 : isFirst && first === 0xf0 ? 0x90 : 0x80;
      const high = isFirst && first === 0xed ? 0x9f : isFirst && first === 0xf4 ? 0x8f : 0xbf;
      if (byte < low || byte > high) return position;
    }
    position += length;
  }
  return position;
}

/**
 * Byte-level BPE writes each byte as one printable character (GPT-2, `bytes_to_unicode`): 0x21–0x7E, 0xA1–0xAC and 0xAE–0xFF
 * as themselves, the others as U+0100, U+0101, … in order.
 */
export const byteCharacters: readonly string[] = (() => {
  let next = 0x100;
  const isPrintable = (byte: number): boolean =>
    (byte >= 0x21 && byte <= 0x7e) || (byte >= 0xa1 && byte <= 0xac) || byte >= 0xae;
  return Array.from({ length: 256 }, (_, byte) => String.fromCharCode(isPrintable(byte) ? byte : next++));
})();

const characterBytes: ReadonlyMap<string, number> = new Map(
  byteCharacters.map((character, byte) => [character, byte]),
);

/** The 256 bytes in the order of their characters: the order of their ids in a vocabulary. */
export const alphabetOrder: readonly number[] = Array.from({ length: 256 }, (_, byte) => byte).sort(
  (a, b) => (byteCharacters[a] ?? '').charCodeAt(0) - (byteCharacters[b] ?? '').charCodeAt(0),
);

/** Writes bytes as a vocabulary does. */
export function toAlphabet(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += byteCharacters[byte] ?? '';
  return text;
}

/** Reads what `toAlphabet` wrote; null when a character stands for no byte. */
export function fromAlphabet(token: string): Uint8Array | null {
  const bytes = new Uint8Array(token.length);
  for (let index = 0; index < token.length; index++) {
    const byte = characterBytes.get(token.charAt(index));
    if (byte === undefined) return null;
    bytes[index] = byte;
  }
  return bytes;
}

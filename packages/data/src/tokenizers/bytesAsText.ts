const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Bytes as people should see them: text where they are whole characters, else `\xE2\x82`. */
export function bytesAsText(bytes: Uint8Array): string {
  try {
    return decoder.decode(bytes);
  } catch {
    return Array.from(bytes, (byte) =>
      byte >= 0x20 && byte < 0x7f
        ? String.fromCharCode(byte)
        : `\\x${byte.toString(16).toUpperCase().padStart(2, '0')}`,
    ).join('');
  }
}

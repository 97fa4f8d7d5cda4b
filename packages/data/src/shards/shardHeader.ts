import { CraftError } from '@craft/config';

/** How a token is stored: 16 bits for up to 65,536 different tokens, 32 bits for more. */
export type TokenDtype = 'uint16' | 'uint32';

/**
 * The header of llm.c's token files (`dev/data/data_common.py`, `write_datafile`): 256 little-endian 32-bit integers, of which
 * three are used: what the file is, its version, and how many tokens follow.
 */
export const HEADER_BYTES = 256 * 4;
export const layouts: Readonly<Record<TokenDtype, { magic: number; version: number; bytes: 2 | 4 }>> = {
  uint16: { magic: 20240520, version: 1, bytes: 2 },
  uint32: { magic: 20240801, version: 7, bytes: 4 },
};

/** The most tokens that one file can hold: the header counts them with a signed 32-bit integer. */
export const MAX_SHARD_TOKENS = 2 ** 31 - 1;

/** The smallest dtype that holds ids 0 … vocabSize-1. */
export function dtypeFor(vocabSize: number): TokenDtype {
  return vocabSize <= 0x1_0000 ? 'uint16' : 'uint32';
}

/** The header's bytes for a file of `tokens` tokens. */
export function encodeHeader(dtype: TokenDtype, tokens: number): Uint8Array {
  const bytes = new Uint8Array(HEADER_BYTES);
  const view = new DataView(bytes.buffer);
  view.setInt32(0, layouts[dtype].magic, true);
  view.setInt32(4, layouts[dtype].version, true);
  view.setInt32(8, tokens, true);
  return bytes;
}

/** Makes the error for a file of tokens that is not what it should be. */
export function damagedShard(path: string, what: string, cause?: unknown): CraftError {
  return new CraftError(`${path}: ${what}`, {
    code: 'data.damaged-shard',
    hint: 'The file was changed or damaged: delete its folder and prepare the data again.',
    cause,
  });
}

/**
 * Checks a header against the size of its file.
 *
 * @param header the first bytes of the file, up to `HEADER_BYTES`
 * @param fileBytes the size of the whole file
 * @throws CraftError `data.damaged-shard` for a short header, wrong magic number or version, or a size that is not the count's
 */
export function decodeHeader(
  header: Uint8Array,
  fileBytes: number,
  path: string,
): { dtype: TokenDtype; tokens: number } {
  if (header.length < HEADER_BYTES) {
    throw damagedShard(
      path,
      `expected a header of ${HEADER_BYTES} bytes but received a file of ${fileBytes}`,
    );
  }
  const view = new DataView(header.buffer, header.byteOffset, header.byteLength);
  const [magic, version, tokens] = [view.getInt32(0, true), view.getInt32(4, true), view.getInt32(8, true)];
  const dtype = (['uint16', 'uint32'] as const).find((each) => layouts[each].magic === magic);
  if (dtype === undefined) {
    const known = Object.values(layouts).map((layout) => layout.magic);
    throw damagedShard(path, `expected the magic number ${known.join(' or ')} but received ${magic}`);
  }
  const layout = layouts[dtype];
  if (version !== layout.version) {
    throw damagedShard(
      path,
      `expected version ${layout.version} for magic number ${magic} but received ${version}`,
    );
  }
  const bytes = fileBytes - HEADER_BYTES;
  if (bytes % layout.bytes !== 0) {
    throw damagedShard(
      path,
      `expected whole tokens of ${layout.bytes} bytes but received ${bytes} bytes of them`,
    );
  }
  if (tokens !== bytes / layout.bytes) {
    throw damagedShard(
      path,
      `expected the ${tokens} tokens that the header counts but received ${bytes / layout.bytes}`,
    );
  }
  return { dtype, tokens };
}

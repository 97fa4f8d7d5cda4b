import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import type { TokenizerJson } from './tokenizer.ts';

/** sha256 (hexadecimal) of a tokenizer's JSON. */
export function hashJson(json: TokenizerJson): string {
  return bytesToHex(sha256(utf8ToBytes(JSON.stringify(json))));
}

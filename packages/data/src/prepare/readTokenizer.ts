import { readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { CraftError, isCraftError } from '@craft/config';
import type { Tokenizer, TokenizerBuilder } from '../tokenizers/tokenizer.ts';
import { tokenizerFromJson, type TokenizerFromJsonOptions } from '../tokenizers/tokenizerFromJson.ts';

/** No vocabulary is as large as this. */
const MOST_BYTES = 512 * 2 ** 20;

/**
 * Reads a tokenizer from a file that its `toJSON` was written to, or any `tokenizer.json` of Hugging Face's libraries.
 *
 * @param path the file, or the folder that its `tokenizer.json` is in
 * @throws CraftError `data.missing-tokenizer`, or `data.invalid-tokenizer` with the file and what is wrong in it
 */
export function readTokenizer(path: string, options: TokenizerFromJsonOptions = {}): Tokenizer {
  let file = resolve(path);
  let text: string;
  try {
    if (statSync(file).isDirectory()) file = join(file, 'tokenizer.json');
    const { size } = statSync(file);
    if (size > MOST_BYTES) throw invalid(file, `expected at most ${MOST_BYTES} bytes but received ${size}`);
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if (isCraftError(error)) throw error;
    const reason = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    throw new CraftError(`${file}: expected a tokenizer.json that can be read but received ${reason}`, {
      code: 'data.missing-tokenizer',
      hint: 'Check the path, or train one: craft-cli data train-tokenizer.',
      cause: error,
    });
  }
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw invalid(file, `expected JSON but received ${error instanceof Error ? error.message : ''}`, error);
  }
  try {
    return tokenizerFromJson(json, options);
  } catch (error) {
    if (!isCraftError(error)) throw error;
    throw new CraftError(`${file}: ${error.message}`, { code: error.code, hint: error.hint, cause: error });
  }
}

function invalid(file: string, what: string, cause?: unknown): CraftError {
  return new CraftError(`${file}: ${what}`, {
    code: 'data.invalid-tokenizer',
    hint: 'The file was changed or damaged: make it again, or get it again from where it came.',
    cause,
  });
}

/** Takes a tokenizer from a file; it needs to know nothing of a corpus. */
export function fileTokenizerBuilder(path: string, options: TokenizerFromJsonOptions): TokenizerBuilder {
  let read: Tokenizer | undefined;
  const tokenizer = (): Tokenizer => (read ??= readTokenizer(path, options));
  return {
    get identity() {
      return JSON.stringify([tokenizer().hash, options]);
    },
    observe() {},
    build: tokenizer,
  };
}

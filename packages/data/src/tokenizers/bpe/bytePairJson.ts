import * as v from 'valibot';
import { invalidTokenizer } from '../tokenErrors.ts';
import type { TokenizerJson } from '../tokenizer.ts';
import { alphabetOrder, byteCharacters, fromAlphabet, toAlphabet } from './byteAlphabet.ts';
import { BytePairTokenizer } from './bytePairTokenizer.ts';
import type { SpecialText } from './specialTokens.ts';
import { splitPattern, splitPatternNames, type SplitPatternName } from './splitPatterns.ts';
import type { Merge } from './trainMerges.ts';

const addedToken = v.object({
  id: v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
  content: v.pipe(v.string(), v.nonEmpty()),
  single_word: v.optional(v.boolean(), false),
  lstrip: v.optional(v.boolean(), false),
  rstrip: v.optional(v.boolean(), false),
  special: v.optional(v.boolean(), false),
});

const byteLevel = v.object({ type: v.literal('ByteLevel'), add_prefix_space: v.optional(v.literal(false)) });
const noText = v.optional(v.nullable(v.literal('')));

// v.record leaves out keys such as "constructor", which are tokens like any other.
const vocab = v.custom<Readonly<Record<string, number>>>(
  (input) =>
    typeof input === 'object' &&
    input !== null &&
    !Array.isArray(input) &&
    Object.values(input).every((id) => Number.isSafeInteger(id) && id >= 0),
);

/** A `tokenizer.json` that our own encoder serves: byte-level BPE with one of our split patterns and nothing else. */
const bytePairSchema = v.object({
  added_tokens: v.optional(v.nullable(v.array(addedToken))),
  normalizer: v.optional(v.null()),
  pre_tokenizer: v.union([
    v.object({ ...byteLevel.entries, use_regex: v.optional(v.literal(true)) }),
    v.object({
      type: v.literal('Sequence'),
      pretokenizers: v.tuple([
        v.object({
          type: v.literal('Split'),
          pattern: v.object({ Regex: v.string() }),
          behavior: v.literal('Isolated'),
          invert: v.optional(v.literal(false)),
        }),
        v.object({ ...byteLevel.entries, use_regex: v.literal(false) }),
      ]),
    }),
  ]),
  decoder: v.object({ type: v.literal('ByteLevel') }),
  model: v.object({
    type: v.optional(v.literal('BPE')),
    dropout: v.optional(v.nullable(v.literal(0))),
    continuing_subword_prefix: noText,
    end_of_word_suffix: noText,
    byte_fallback: v.optional(v.literal(false)),
    ignore_merges: v.optional(v.boolean(), false),
    vocab,
    merges: v.array(v.union([v.string(), v.tuple([v.string(), v.string()])])),
  }),
});

/**
 * Reads a `tokenizer.json` of byte-level BPE for our own encoder.
 *
 * @param specialText what becomes of special tokens' text; default: what the JSON's own `craft` says, else `error`
 * @returns null for any other kind of tokenizer: `HuggingFaceTokenizer` reads those
 * @throws CraftError `data.invalid-tokenizer` when ids have gaps or come twice, a byte has no token, or a merge is of tokens
 * that do not exist
 */
export function bytePairFromJson(json: TokenizerJson, specialText?: SpecialText): BytePairTokenizer | null {
  const parsed = v.safeParse(bytePairSchema, json);
  if (!parsed.success) return null;
  const { pre_tokenizer: cut, model, added_tokens: added } = parsed.output;
  const pattern =
    cut.type === 'ByteLevel'
      ? 'gpt2'
      : splitPatternNames.find((name) => splitPattern(name).regex === cut.pretokenizers[0].pattern.Regex);
  if (pattern === undefined) return null;
  const specialTokens = added ?? [];
  if (specialTokens.some((token) => token.single_word || token.lstrip || token.rstrip)) return null;

  const names = namesById(model.vocab, specialTokens);
  const ids = new Map(names.map((name, id) => [name, id]));
  const special = new Set(specialTokens.map(({ id }) => id));
  const tokens = names.map((name, id) => {
    const bytes = special.has(id) ? new TextEncoder().encode(name) : fromAlphabet(name);
    if (bytes === null) {
      throw invalidTokenizer(
        `bpe tokenizer: expected tokens of the byte-level alphabet but received ${JSON.stringify(name)} for id ${id}`,
      );
    }
    return bytes;
  });
  const byteIds = Int32Array.from(byteCharacters, (character, byte) => {
    const id = ids.get(character);
    if (id !== undefined) return id;
    throw invalidTokenizer(
      `bpe tokenizer: expected a token for each byte but there is none for 0x${byte.toString(16).padStart(2, '0')}`,
    );
  });
  const { merges, mergedIds } = readMerges(model.merges, ids);
  return new BytePairTokenizer({
    pattern,
    tokens,
    merges,
    mergedIds,
    byteIds,
    specialTokens: specialTokens.map(({ content, id }) => ({ content, id })),
    specialText: specialText ?? 'error',
    ignoreMerges: model.ignore_merges,
    json,
  });
}

/** Tokens by their ids, each of which must be there once. */
function namesById(
  vocab: Readonly<Record<string, number>>,
  added: readonly { readonly id: number; readonly content: string }[],
): string[] {
  const entries = Object.entries(vocab);
  for (const { content, id } of added) {
    if (!Object.hasOwn(vocab, content)) entries.push([content, id]);
    else if (vocab[content] !== id) {
      throw invalidTokenizer(
        `bpe tokenizer: expected id ${vocab[content] ?? ''} for ${JSON.stringify(content)}, as in the vocabulary, but received ${id}`,
      );
    }
  }
  const names: string[] = [];
  for (const [name, id] of entries) {
    const other = names[id];
    if (other !== undefined) {
      throw invalidTokenizer(
        `bpe tokenizer: expected one token for id ${id} but received ${JSON.stringify(other)} and ${JSON.stringify(name)}`,
      );
    }
    if (id >= entries.length) {
      throw invalidTokenizer(
        `bpe tokenizer: expected ids 0 … ${entries.length - 1} for ${entries.length} tokens but received ${id} for ${JSON.stringify(name)}`,
      );
    }
    names[id] = name;
  }
  return names;
}

function readMerges(
  written: readonly (string | readonly [string, string])[],
  ids: ReadonlyMap<string, number>,
): { merges: Merge[]; mergedIds: Int32Array } {
  const seen = new Set<string>();
  const mergedIds = new Int32Array(written.length);
  const merges = written.map((merge, rank): Merge => {
    const [first = '', second = '', ...more] = typeof merge === 'string' ? merge.split(' ') : merge;
    const [firstId, secondId, id] = [ids.get(first), ids.get(second), ids.get(first + second)];
    const missing = firstId === undefined ? first : secondId === undefined ? second : first + second;
    if (firstId === undefined || secondId === undefined || id === undefined || more.length > 0) {
      throw invalidTokenizer(
        `bpe tokenizer: expected merges of tokens in the vocabulary but merge ${rank} (${first} ${[second, ...more].join(' ')}) has ` +
          `${JSON.stringify(missing)}, which is not in it`,
      );
    }
    const key = `${firstId} ${secondId}`;
    if (seen.has(key))
      throw invalidTokenizer(
        `bpe tokenizer: expected each merge once but received ${first} ${second} again as merge ${rank}`,
      );
    seen.add(key);
    mergedIds[rank] = id;
    return [firstId, secondId];
  });
  return { merges, mergedIds };
}

/** What a trained tokenizer consists of. */
export interface TrainedBytePairs {
  readonly pattern: SplitPatternName;
  /** Merges as `trainMerges` gives them. */
  readonly merges: readonly Merge[];
  /** The special tokens: ids 0, 1, … */
  readonly specialTokens: readonly string[];
}

/** Writes a trained tokenizer as Hugging Face's libraries do: special tokens first, then bytes, then what merges make. */
export function bytePairJson({ pattern, merges, specialTokens }: TrainedBytePairs): TokenizerJson {
  const bytes = alphabetOrder.map((byte) => Uint8Array.of(byte));
  const names = bytes.map((byte) => toAlphabet(byte));
  const known = new Set(names);
  const pairs = merges.map(([first, second]): [string, string] => {
    const pair: [string, string] = [names[first] ?? '', names[second] ?? ''];
    const name = pair[0] + pair[1];
    if (!known.has(name)) names.push(name);
    known.add(name);
    return pair;
  });
  const byteLevelJson = { type: 'ByteLevel', add_prefix_space: false, trim_offsets: false, use_regex: true };
  const split = {
    type: 'Split',
    pattern: { Regex: splitPattern(pattern).regex },
    behavior: 'Isolated',
    invert: false,
  };
  return {
    version: '1.0',
    truncation: null,
    padding: null,
    added_tokens: specialTokens.map((content, id) => ({
      id,
      content,
      single_word: false,
      lstrip: false,
      rstrip: false,
      normalized: false,
      special: true,
    })),
    normalizer: null,
    pre_tokenizer:
      pattern === 'gpt2'
        ? byteLevelJson
        : { type: 'Sequence', pretokenizers: [split, { ...byteLevelJson, use_regex: false }] },
    post_processor: byteLevelJson,
    decoder: byteLevelJson,
    model: {
      type: 'BPE',
      dropout: null,
      unk_token: null,
      continuing_subword_prefix: null,
      end_of_word_suffix: null,
      fuse_unk: false,
      byte_fallback: false,
      ignore_merges: false,
      vocab: Object.fromEntries([...specialTokens, ...names].map((name, id) => [name, id])),
      merges: pairs,
    },
  };
}

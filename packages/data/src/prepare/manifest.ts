import * as v from 'valibot';
import type { OpenCorpus, SourceFile, TextCorpus } from '../corpora/corpus.ts';

const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const sha256 = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/));
// A plain name: a manifest must not be able to point out of its folder.
const fileName = v.pipe(v.string(), v.regex(/^[\w-]+\.(?:bin|idx)$/));

const shardSchema = v.object({
  file: fileName,
  bytes: count,
  sha256,
  tokens: count,
  index: v.object({ file: fileName, bytes: count, sha256, documents: count }),
});

/** A file that the text came from. */
export const sourceFileSchema = v.object({ path: v.string(), bytes: count, modified: v.number(), sha256 });

const splitSchema = v.object({
  characters: count,
  /** Of the text in UTF-8; missing in datasets of older versions. */
  bytes: v.optional(count),
  tokens: count,
  documents: count,
  /** −ln of the probability of the split's text, where its source knows it. */
  nats: v.optional(v.number()),
  shards: v.array(shardSchema),
});

/** What `manifest.json` of a prepared dataset holds. */
export const manifestSchema = v.object({
  format: v.literal('craft-tokens'),
  version: v.literal(1),
  fingerprint: v.pipe(v.string(), v.regex(/^[0-9a-f]{32}$/)),
  createdBy: v.string(),
  source: v.object({
    type: v.string(),
    settings: v.record(v.string(), v.unknown()),
    characters: count,
    documents: count,
    /** sha256 of the text as it was tokenized, with its document boundaries. */
    sha256,
    files: v.optional(v.array(sourceFileSchema)),
    skipped: v.optional(v.array(v.string())),
    /** Exact entropy in nats per character. */
    entropy: v.optional(v.number()),
  }),
  tokenizer: v.object({ type: v.string(), vocabSize: count, hash: sha256 }),
  dtype: v.picklist(['uint16', 'uint32']),
  shares: v.object({ train: v.number(), val: v.number(), test: v.number() }),
  splits: v.object({ train: splitSchema, val: splitSchema, test: splitSchema }),
});

/** Everything about a prepared dataset besides the tokens: where they come from, how many, and how to recognise them. */
export type Manifest = v.InferOutput<typeof manifestSchema>;

/** One split as the manifest describes it. */
export type ManifestSplit = Manifest['splits']['train'];

/** Where a text comes from, as its manifest says it. */
export function sourceOf(
  { type, settings, entropy }: TextCorpus,
  { skipped }: OpenCorpus,
  facts: Pick<Manifest['source'], 'characters' | 'documents' | 'sha256'> & {
    readonly files: readonly SourceFile[];
  },
): Manifest['source'] {
  const { characters, documents, sha256: textHash, files } = facts;
  return {
    type,
    settings,
    characters,
    documents,
    sha256: textHash,
    ...(files.length === 0 ? {} : { files: files.map((file) => ({ ...file })) }),
    ...(skipped.length === 0 ? {} : { skipped: [...skipped] }),
    ...(entropy === undefined ? {} : { entropy }),
  };
}

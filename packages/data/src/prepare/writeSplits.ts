import { CraftError, isCraftError } from '@craft/config';
import type { OpenCorpus, TextChunk } from '../corpora/corpus.ts';
import type { TokenDtype } from '../shards/shardHeader.ts';
import { ShardWriter } from '../shards/shardWriter.ts';
import type { Tokenizer, TokenStream } from '../tokenizers/tokenizer.ts';
import { splitAtCodePoint } from './codePoints.ts';
import type { Manifest, ManifestSplit } from './manifest.ts';
import { changedCorpus, CorpusMeter, type CorpusFacts } from './scanCorpus.ts';
import { SPLITS, type SplitName } from './splits.ts';

const utf8 = new TextEncoder();

interface OpenSplit {
  name: SplitName;
  writer: ShardWriter;
  stream: TokenStream;
  characters: number;
  bytes: number;
  nats: number | undefined;
  /** Whether its last document still waits for its end. */
  isInDocument: boolean;
}

/** What `writeSplits` needs besides the corpus. */
export interface WriteSplitsOptions {
  readonly folder: string;
  readonly tokenizer: Tokenizer;
  readonly dtype: TokenDtype;
  /** The corpus as it was when it was scanned. */
  readonly facts: CorpusFacts;
  /** Where each split ends, in characters. */
  readonly ends: Readonly<Record<SplitName, number>>;
  readonly splitsAt: 'character' | 'document';
  readonly onSize: (done: number) => void;
  readonly maxShardTokens?: number | undefined;
}

/**
 * Reads a corpus a second time and writes the tokens of its splits as shards.
 *
 * @returns the splits, for the manifest
 * @throws CraftError `data.changed-source` when the text is not the one that was scanned
 */
export async function writeSplits(
  corpus: OpenCorpus,
  options: WriteSplitsOptions,
): Promise<Manifest['splits']> {
  const { folder, tokenizer, dtype, facts, ends, splitsAt, onSize } = options;
  const splits = SPLITS.map((name): OpenSplit => ({
    name,
    writer: new ShardWriter(folder, name, dtype, options.maxShardTokens),
    stream: tokenizer.stream(),
    characters: 0,
    bytes: 0,
    nats: undefined,
    isInDocument: false,
  }));
  const meter = new CorpusMeter();
  let position = 0;
  let active = 0;

  /** The split that takes the next character, and how many it takes. */
  const next = (): { split: OpenSplit; room: number } => {
    for (; ; active++) {
      const split = splits[active];
      // The text is longer than the one that the ends were computed for.
      if (!split) throw changedCorpus();
      const room = ends[split.name] - position;
      if (room > 0) return { split, room };
    }
  };
  const append = async (split: OpenSplit, text: string, characters: number, path = ''): Promise<void> => {
    await split.writer.write(encode(() => split.stream.push(text), path));
    split.characters += characters;
    split.bytes += utf8.encode(text).length;
    split.isInDocument ||= characters > 0;
    position += characters;
  };
  const endDocument = async (split: OpenSplit): Promise<void> => {
    if (split.isInDocument) {
      await split.writer.write(encode(() => split.stream.end()));
      await split.writer.endDocument();
    }
    split.isInDocument = false;
  };

  let owner: OpenSplit | undefined;
  const add = async ({ text, path, end }: TextChunk, count: number): Promise<void> => {
    let rest = text;
    let characters = count;
    while (characters > 0) {
      // A document that must not be divided stays with the split that it began in.
      const { split, room } =
        owner?.isInDocument && splitsAt === 'document' ? { split: owner, room: Infinity } : next();
      if (owner && owner !== split) await endDocument(owner);
      owner = split;
      const taken = splitsAt === 'document' ? characters : Math.min(characters, room);
      const [before, after] = taken === characters ? [rest, ''] : splitAtCodePoint(rest, taken);
      await append(split, before, taken, path);
      rest = after;
      characters -= taken;
    }
    if (!end || !owner) return;
    await endDocument(owner);
    if (end.nats !== undefined) owner.nats = (owner.nats ?? 0) + end.nats;
  };

  try {
    let done = 0;
    for await (const chunk of corpus.chunks()) {
      await add(chunk, meter.add(chunk));
      onSize((done += chunk.size));
    }
    if (meter.facts().sha256 !== facts.sha256) throw changedCorpus();
    const written = await Promise.all(splits.map(finish));
    const [train, val, test] = written as [ManifestSplit, ManifestSplit, ManifestSplit];
    return { train, val, test };
  } finally {
    await Promise.all(splits.map(({ writer }) => writer.abandon()));
  }
}

async function finish({ writer, characters, bytes, nats }: OpenSplit): Promise<ManifestSplit> {
  const shards = await writer.finish();
  return {
    characters,
    bytes,
    tokens: writer.tokens,
    documents: writer.documents,
    ...(nats === undefined ? {} : { nats }),
    shards: shards.map((shard) => ({ ...shard, index: { ...shard.index } })),
  };
}

/** The tokenizer was made from this very text: what it does not know came into it since. */
function encode(work: () => Int32Array, path = ''): Int32Array {
  try {
    return work();
  } catch (error) {
    if (!isCraftError(error)) throw error;
    if (error.code === 'data.unknown-character') throw changedCorpus(error);
    if (path === '') throw error;
    throw new CraftError(`${path}: ${error.message}`, { code: error.code, hint: error.hint, cause: error });
  }
}

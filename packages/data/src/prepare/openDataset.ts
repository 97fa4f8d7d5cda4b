import { open, readFile, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { CraftError, isCraftError } from '@craft/config';
import * as v from 'valibot';
import { damagedShard, decodeHeader, HEADER_BYTES } from '../shards/shardHeader.ts';
import { openShard, type OpenShardFile } from '../shards/shardReader.ts';
import { hashFile } from '../shards/shardWriter.ts';
import { joinedTokens, type TokenSource } from '../shards/tokenSource.ts';
import type { Tokenizer } from '../tokenizers/tokenizer.ts';
import { tokenizerFromJson } from '../tokenizers/tokenizerFromJson.ts';
import { manifestSchema, type Manifest, type ManifestSplit } from './manifest.ts';
import { SPLITS, type SplitName } from './splits.ts';

/** A corpus as tokens on the disk, checked and ready to read. */
export interface PreparedDataset {
  readonly dir: string;
  readonly manifest: Manifest;
  readonly tokenizer: Tokenizer;
  /** Depends on the text and the settings alone: equal fingerprints mean equal tokens in equal splits. */
  readonly fingerprint: string;
  /** Size of all its files of tokens. */
  readonly bytes: number;
  /** Exact entropy of the corpus in nats per character, where it is known: what no model's loss can be below. */
  readonly entropy?: number;
  /**
   * −ln of the probability of a split's text in nats per character, where it is known: what the model that is the source
   * itself would have as loss on this very text. Undefined for an empty split.
   */
  splitEntropy(name: SplitName): number | undefined;
  /**
   * The tokens of a split. Opened once, at the first call.
   *
   * @throws CraftError `data.empty-split` for a split without tokens, `data.damaged-shard`
   */
  split(name: SplitName): TokenSource;
  /**
   * Reads all files and compares their sha256 with the manifest's.
   *
   * @throws CraftError `data.damaged-shard`
   */
  verify(): Promise<void>;
  /** Lets go of all files. */
  close(): void;
}

/**
 * Opens a folder that `prepareDataset` made. Checks the manifest, the tokenizer, and the size and header of each shard; token
 * ids are checked when they are read, hashes by `verify`.
 *
 * @throws CraftError `data.missing-dataset`, `data.damaged-dataset` or `data.damaged-shard`
 */
export async function openDataset(folder: string): Promise<PreparedDataset> {
  const dir = resolve(folder);
  const manifest = await readManifest(dir);
  const tokenizer = await readTokenizer(dir, manifest);
  for (const { file, bytes } of filesOf(manifest)) await checkSize(join(dir, file), bytes);
  for (const shard of shardsOf(manifest)) await checkHeader(dir, shard, manifest);

  const sources = new Map<SplitName, TokenSource>();
  const openShards: OpenShardFile[] = [];
  const { entropy } = manifest.source;
  return {
    dir,
    manifest,
    tokenizer,
    fingerprint: manifest.fingerprint,
    bytes: filesOf(manifest).reduce((sum, { bytes }) => sum + bytes, 0),
    ...(entropy === undefined ? {} : { entropy }),
    splitEntropy(name) {
      const { nats, characters } = manifest.splits[name];
      return nats === undefined ? undefined : nats / characters;
    },
    split(name) {
      const known = sources.get(name);
      if (known) return known;
      if (manifest.splits[name].tokens === 0) throw emptySplit(name, manifest);
      const shards = manifest.splits[name].shards.map(({ file }) => {
        const shard = openShard(join(dir, file), tokenizer.vocabSize);
        openShards.push(shard);
        return shard;
      });
      const source = joinedTokens(shards);
      sources.set(name, source);
      return source;
    },
    async verify() {
      for (const { file, sha256 } of filesOf(manifest)) {
        const path = join(dir, file);
        const received = await hashFile(path);
        if (received !== sha256)
          throw damagedShard(path, `expected sha256 ${sha256} but received ${received}`);
      }
    },
    close() {
      for (const shard of openShards.splice(0)) shard.close();
      sources.clear();
    },
  };
}

type ManifestShard = ManifestSplit['shards'][number];

function shardsOf(manifest: Manifest): ManifestShard[] {
  return SPLITS.flatMap((name) => manifest.splits[name].shards);
}

/** All files of tokens and of document ends. */
function filesOf(manifest: Manifest): { file: string; bytes: number; sha256: string }[] {
  return shardsOf(manifest).flatMap((shard) => [shard, shard.index]);
}

async function readManifest(dir: string): Promise<Manifest> {
  const path = join(dir, 'manifest.json');
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (cause) {
    throw new CraftError(`${dir}: expected a prepared dataset but found no manifest.json that can be read`, {
      code: 'data.missing-dataset',
      hint: 'Prepare the data first: craft-cli data prepare.',
      cause,
    });
  }
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), manifestSchema), text);
  if (!parsed.success) {
    const [issue] = parsed.issues;
    const at = v.getDotPath(issue);
    throw damaged(
      path,
      issue.type === 'parse_json'
        ? 'expected JSON but received what is none'
        : `${at ?? 'manifest'}: expected ${issue.expected ?? 'another value'} but received ${issue.received}`,
    );
  }
  for (const name of SPLITS) {
    const { tokens, shards } = parsed.output.splits[name];
    const total = shards.reduce((sum, shard) => sum + shard.tokens, 0);
    if (total !== tokens)
      throw damaged(path, `expected shards of ${tokens} tokens for ${name} but received ${total}`);
  }
  return parsed.output;
}

async function readTokenizer(dir: string, manifest: Manifest): Promise<Tokenizer> {
  const path = join(dir, 'tokenizer.json');
  let tokenizer: Tokenizer;
  try {
    tokenizer = tokenizerFromJson(JSON.parse(await readFile(path, 'utf8')));
  } catch (error) {
    const reason = isCraftError(error) ? error.message : 'what is not JSON or cannot be read';
    throw damaged(path, `expected a tokenizer but received ${reason}`, error);
  }
  if (tokenizer.hash === manifest.tokenizer.hash) return tokenizer;
  throw damaged(
    path,
    `expected the manifest's tokenizer ${manifest.tokenizer.hash} but received ${tokenizer.hash}`,
  );
}

async function checkSize(path: string, bytes: number): Promise<void> {
  const received = await stat(path).then(
    ({ size }) => `${size} bytes`,
    () => 'no file',
  );
  if (received !== `${bytes} bytes`)
    throw damagedShard(path, `expected ${bytes} bytes but received ${received}`);
}

async function checkHeader(
  dir: string,
  { file, bytes, tokens }: ManifestShard,
  { dtype }: Manifest,
): Promise<void> {
  const path = join(dir, file);
  const handle = await open(path);
  try {
    const { buffer, bytesRead } = await handle.read(new Uint8Array(HEADER_BYTES), 0, HEADER_BYTES, 0);
    const header = decodeHeader(buffer.subarray(0, bytesRead), bytes, path);
    if (header.tokens === tokens && header.dtype === dtype) return;
    throw damagedShard(
      path,
      `expected the manifest's ${tokens} tokens of ${dtype} but received ${header.tokens} of ${header.dtype}`,
    );
  } finally {
    await handle.close();
  }
}

function damaged(path: string, what: string, cause?: unknown): CraftError {
  return new CraftError(`${path}: ${what}`, {
    code: 'data.damaged-dataset',
    hint: 'The file was changed or damaged: delete its folder and prepare the data again.',
    cause,
  });
}

function emptySplit(name: SplitName, manifest: Manifest): CraftError {
  const isLeftOut = manifest.shares[name] === 0;
  return new CraftError(
    `data: expected tokens in the split ${name} but ` +
      (isLeftOut ? `data.splits.${name} is 0` : `the text is too short to give it any`),
    {
      code: 'data.empty-split',
      hint: isLeftOut
        ? `Give it a share, such as data.splits.${name}=0.1, and take as much from another.`
        : 'Use a longer text, or give the split a larger share.',
    },
  );
}

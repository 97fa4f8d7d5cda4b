import { createHash } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import { CraftError } from '@craft/config';
import type { OpenCorpus, SourceFile, TextChunk } from '../corpora/corpus.ts';
import type { TokenizerBuilder } from '../tokenizers/tokenizer.ts';
import { countCodePoints } from './codePoints.ts';

/** How much text is taken in between two turns of the event loop. */
const BREATH = 1 << 20;

/** What a corpus turned out to be, once read through. */
export interface CorpusFacts {
  readonly characters: number;
  readonly documents: number;
  /** sha256 of the text with its document boundaries: two corpora with the same one give the same shards. */
  readonly sha256: string;
  readonly files: readonly SourceFile[];
}

/** Gathers a corpus's facts while it streams past. */
export class CorpusMeter {
  readonly #hash = createHash('sha256');
  readonly #files: SourceFile[] = [];
  #characters = 0;
  #documents = 0;

  /** @returns the number of characters of the piece */
  add({ text, end, file = end?.file }: TextChunk): number {
    const characters = countCodePoints(text);
    this.#characters += characters;
    this.#hash.update(text, 'utf8');
    if (file) this.#files.push(file);
    if (end) {
      this.#documents++;
      // No UTF-8 text contains this byte, so it cannot be confused with one.
      this.#hash.update(new Uint8Array([0xff]));
    }
    return characters;
  }

  facts(): CorpusFacts {
    return {
      characters: this.#characters,
      documents: this.#documents,
      sha256: this.#hash.digest('hex'),
      files: this.#files,
    };
  }
}

/**
 * Reads a corpus through.
 *
 * @param observer sees each piece of text
 * @param onSize hears how much of the corpus's size was read so far
 */
export async function scanCorpus(
  corpus: OpenCorpus,
  observer: Pick<TokenizerBuilder, 'observe' | 'endDocument'>,
  onSize: (done: number) => void,
): Promise<CorpusFacts> {
  const meter = new CorpusMeter();
  let done = 0;
  let breathedAt = 0;
  for await (const chunk of corpus.chunks()) {
    meter.add(chunk);
    observer.observe(chunk.text);
    if (chunk.end) observer.endDocument?.();
    onSize((done += chunk.size));
    if (done - breathedAt < BREATH) continue;
    // A text that is made and not read waits for nothing: signals have their turn here.
    breathedAt = done;
    await setImmediate();
  }
  return meter.facts();
}

/** Makes the error for a corpus that was not the same when it was read again. */
export function changedCorpus(cause?: unknown): CraftError {
  return new CraftError('data: expected the text to stay as it is while it is prepared but it changed', {
    code: 'data.changed-source',
    hint: 'Wait until nothing writes to the files of data.path any more, and try again.',
    cause,
  });
}

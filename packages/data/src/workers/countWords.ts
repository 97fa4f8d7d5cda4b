import { availableParallelism } from 'node:os';
import type { Worker } from 'node:worker_threads';
import type { TextChunk } from '../corpora/corpus.ts';
import { WordCounter, type WordCounterOptions, type WordCounts } from '../tokenizers/bpe/wordCounter.ts';
import { startWorker } from './startWorker.ts';

/** Text on its way to a worker: UTF-8, and where texts end in it. What follows the last end goes on in the next message. */
export interface TextMessage {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly ends: readonly number[];
}

/** Options of `countWords`. */
export interface CountWordsOptions extends WordCounterOptions {
  /** Threads that count besides the one that reads; 0 counts where it reads. Default: one for each processor. */
  readonly workers?: number | undefined;
  /** Hears how much of the corpus's size was read so far. */
  readonly onSize: (done: number) => void;
  readonly signal?: AbortSignal | undefined;
}

/** Text that is gathered before it is given to a worker. */
const MESSAGE_BYTES = 1 << 20;
/** Messages that may wait for one worker. */
const WAITING = 2;
/** A corpus up to this size is counted before a worker has started. */
const SMALL = 2 << 20;

/**
 * Counts the pieces of a corpus. The counts are the same for any number of workers.
 *
 * @param size of the corpus, as its chunks count it
 */
export async function countWords(
  chunks: AsyncIterable<TextChunk>,
  size: number,
  options: CountWordsOptions,
): Promise<WordCounts> {
  const { workers = availableParallelism(), onSize, signal } = options;
  const total = new WordCounter(options);
  const pool = size > SMALL && workers > 0 ? new WordPool(workers, options) : null;
  try {
    let done = 0;
    for await (const { text, size: taken, end } of chunks) {
      signal?.throwIfAborted();
      if (pool) await pool.push(text, end !== undefined);
      else {
        total.push(text);
        if (end) total.end();
      }
      onSize((done += taken));
    }
    total.end();
    for (const counts of (await pool?.finish()) ?? []) total.addCounts(counts);
    return total.counts();
  } finally {
    await pool?.dispose();
  }
}

/** Where no piece reaches across, from the end of the text: behind a line feed, or between two words. 0 where there is none. */
function lastCut(text: string, byLine: boolean): number {
  if (byLine) return text.lastIndexOf('\n') + 1;
  for (let index = text.length - 2; index > 0; index--) {
    if (text.charCodeAt(index) === 0x20 && isLetter(text, index - 1) && isLetter(text, index + 1))
      return index;
  }
  return 0;
}

function isLetter(text: string, index: number): boolean {
  const unit = text.charCodeAt(index) | 0x20;
  return unit >= 0x61 && unit <= 0x7a;
}

const encoder = new TextEncoder();

/** Workers that count, and the text that is gathered for the next of them. */
class WordPool {
  readonly #byLine: boolean;
  readonly #workers: Worker[];
  readonly #waiting: number[];
  readonly #results: WordCounts[] = [];
  #failure: Error | null = null;
  #active = 0;
  #held = '';
  #buffer = new Uint8Array(4 * MESSAGE_BYTES);
  #used = 0;
  #ends: number[] = [];
  #wake: (() => void) | null = null;

  constructor(count: number, { pattern, byLine }: WordCounterOptions) {
    this.#byLine = byLine;
    this.#workers = Array.from({ length: count }, () => startWorker('wordWorker', { pattern, byLine }));
    this.#waiting = this.#workers.map(() => 0);
    this.#workers.forEach((worker, index) => {
      worker.on('message', (counts: WordCounts | null) => {
        if (counts) this.#results.push(counts);
        else this.#waiting[index] = (this.#waiting[index] ?? 0) - 1;
        this.#notify();
      });
      worker.on('error', (error: Error) => {
        this.#failure = error;
        this.#notify();
      });
    });
  }

  /** Adds text. It is cut where that changes nothing, so that the next part may go to another worker. */
  async push(text: string, isEnd: boolean): Promise<void> {
    const whole = this.#held + text;
    const cut = isEnd ? whole.length : lastCut(whole, this.#byLine);
    // Without a place to cut, what follows stays with the same worker.
    this.#add(whole.slice(0, cut === 0 ? whole.length : cut), cut > 0 || isEnd);
    this.#held = cut === 0 ? '' : whole.slice(cut);
    if (this.#used >= MESSAGE_BYTES) await this.#flush();
  }

  async finish(): Promise<readonly WordCounts[]> {
    this.#add(this.#held, true);
    await this.#flush();
    for (const worker of this.#workers) worker.postMessage(null);
    await this.#until(() => this.#results.length === this.#workers.length);
    return this.#results;
  }

  async dispose(): Promise<void> {
    await Promise.all(this.#workers.map((worker) => worker.terminate()));
  }

  #add(text: string, isEnd: boolean): void {
    const needed = this.#used + 3 * text.length;
    if (needed > this.#buffer.length) {
      const larger = new Uint8Array(needed);
      larger.set(this.#buffer.subarray(0, this.#used));
      this.#buffer = larger;
    }
    this.#used += encoder.encodeInto(text, this.#buffer.subarray(this.#used)).written;
    if (isEnd) this.#ends.push(this.#used);
  }

  async #flush(): Promise<void> {
    await this.#until(() => (this.#waiting[this.#active] ?? 0) < WAITING);
    const isOpen = this.#used > (this.#ends.at(-1) ?? 0);
    const message: TextMessage = { bytes: this.#buffer.slice(0, this.#used), ends: this.#ends };
    this.#workers[this.#active]?.postMessage(message, [message.bytes.buffer]);
    this.#waiting[this.#active] = (this.#waiting[this.#active] ?? 0) + 1;
    this.#used = 0;
    this.#ends = [];
    if (isOpen) return;
    // The one that has least to do.
    this.#active = this.#waiting.indexOf(Math.min(...this.#waiting));
  }

  async #until(isSo: () => boolean): Promise<void> {
    while (!isSo()) {
      if (this.#failure) throw this.#failure;
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
    if (this.#failure) throw this.#failure;
  }

  #notify(): void {
    this.#wake?.();
    this.#wake = null;
  }
}

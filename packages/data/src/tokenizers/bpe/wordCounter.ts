import { PieceStream, type OnPiece } from './pieceStream.ts';
import { splitPattern, type SplitPatternName } from './splitPatterns.ts';
import { WordTable } from './wordTable.ts';

/** How often each piece of a text occurs: all that training needs to know of it. */
export interface WordCounts {
  /** The bytes of all words, one after the other. */
  readonly arena: Uint8Array<ArrayBuffer>;
  /** [words + 1] where each word begins, and where the last one ends. */
  readonly starts: Uint32Array<ArrayBuffer>;
  /** [words] */
  readonly counts: Float64Array<ArrayBuffer>;
}

/** What counts as one text when pieces are counted. */
export interface WordCounterOptions {
  readonly pattern: SplitPatternName;
  /** Whether each line is a text of its own, as when Hugging Face's trainer reads files. */
  readonly byLine: boolean;
}

/** Counts the pieces of text that streams past. Memory grows with the number of different pieces alone. */
export class WordCounter {
  readonly #words = new WordTable();
  readonly #stream: PieceStream;
  // f64 counts exactly to 2^53, where Hugging Face's 32 bits overflow.
  #counts = new Float64Array(1 << 9);
  readonly #count: OnPiece = (bytes, start, end) => this.#add(bytes, start, end, 1);

  constructor({ pattern, byLine }: WordCounterOptions) {
    this.#stream = new PieceStream(splitPattern(pattern), byLine);
  }

  /** Takes in the next part of a text, cut anywhere but inside a character. */
  push(text: string): void {
    this.#stream.push(text, this.#count);
  }

  /** Takes in the next part of a text as UTF-8. */
  pushBytes(bytes: Uint8Array): void {
    this.#stream.pushBytes(bytes, this.#count);
  }

  /** Ends a text. */
  end(): void {
    this.#stream.end(this.#count);
  }

  /** Adds what another counter counted. */
  addCounts({ arena, starts, counts }: WordCounts): void {
    for (let word = 0; word < counts.length; word++)
      this.#add(arena, starts[word] ?? 0, starts[word + 1] ?? 0, counts[word] ?? 0);
  }

  counts(): WordCounts {
    const { arena, starts, size } = this.#words;
    return { arena: arena.slice(), starts: starts.slice(), counts: this.#counts.slice(0, size) };
  }

  #add(bytes: Uint8Array, start: number, end: number, count: number): void {
    const word = this.#words.add(bytes, start, end);
    if (word >= this.#counts.length) {
      const larger = new Float64Array(2 * this.#counts.length);
      larger.set(this.#counts);
      this.#counts = larger;
    }
    this.#counts[word] = (this.#counts[word] ?? 0) + count;
  }
}

import { codePointAt, SPACE } from './characterClasses.ts';
import { MAX_PIECE_BYTES, type SplitPattern } from './splitPatterns.ts';

/** Told of a piece: the bytes from `start` to `end`, good until the next call. */
export type OnPiece = (bytes: Uint8Array, start: number, end: number) => void;

const encoder = new TextEncoder();
const LINE_FEED = 0x0a;
/** Text that may go on is gathered to this size before it is cut into pieces. */
const GATHER_BYTES = 1 << 16;
/** Whether a piece is over is seen in the bytes behind it: at most a contraction, or one character. */
const LOOK_AHEAD_BYTES = 8;

/**
 * Cuts text that streams past into pieces: the same ones, however the text is divided into calls.
 *
 * Lone surrogates become U+FFFD, as UTF-8 cannot write them.
 */
export class PieceStream {
  readonly #pattern: SplitPattern;
  readonly #byLine: boolean;
  #buffer: Uint8Array<ArrayBuffer> = new Uint8Array(1 << 12);
  #used = 0;

  /** @param byLine whether each line is a text of its own, so that no piece goes on behind a line feed */
  constructor(pattern: SplitPattern, byLine: boolean) {
    this.#pattern = pattern;
    this.#byLine = byLine;
  }

  /** Adds text, and tells of the pieces that are sure. Text may be cut anywhere but inside a character. */
  push(text: string, onPiece: OnPiece): void {
    const needed = this.#used + 3 * text.length;
    if (needed > this.#buffer.length) this.#grow(needed);
    this.#used += encoder.encodeInto(text, this.#buffer.subarray(this.#used)).written;
    if (this.#used >= GATHER_BYTES) this.#take(onPiece);
  }

  /** Adds UTF-8, which may be cut anywhere but inside a character. */
  pushBytes(bytes: Uint8Array, onPiece: OnPiece): void {
    const needed = this.#used + bytes.length;
    if (needed > this.#buffer.length) this.#grow(needed);
    this.#buffer.set(bytes, this.#used);
    this.#used = needed;
    if (this.#used >= GATHER_BYTES) this.#take(onPiece);
  }

  /** Ends the text: tells of the pieces that are left. What is pushed next is another text. */
  end(onPiece: OnPiece): void {
    const rest = this.#byLine ? this.#lines(onPiece) : 0;
    this.#pieces(rest, this.#used, this.#used, onPiece);
    this.#used = 0;
  }

  #grow(needed: number): void {
    const larger = new Uint8Array(Math.max(needed, 2 * this.#buffer.length));
    larger.set(this.#buffer.subarray(0, this.#used));
    this.#buffer = larger;
  }

  #take(onPiece: OnPiece): void {
    const rest = this.#byLine ? this.#lines(onPiece) : 0;
    const done = this.#pieces(rest, this.#used, this.#sureEnd(rest), onPiece);
    this.#buffer.copyWithin(0, done, this.#used);
    this.#used -= done;
  }

  /** Tells of the pieces of whole lines. */
  #lines(onPiece: OnPiece): number {
    const bytes = this.#buffer.subarray(0, this.#used);
    let start = 0;
    for (let feed = bytes.indexOf(LINE_FEED); feed >= 0; feed = bytes.indexOf(LINE_FEED, start)) {
      this.#pieces(start, feed + 1, feed + 1, onPiece);
      start = feed + 1;
    }
    return start;
  }

  /** Tells of the pieces from `start` on that do not end beyond `sure`. */
  #pieces(start: number, end: number, sure: number, onPiece: OnPiece): number {
    const bytes = this.#buffer;
    let position = start;
    while (position < end) {
      let next = this.#pattern.pieceEnd(bytes, position, end);
      if (next - position > MAX_PIECE_BYTES) {
        next = position + MAX_PIECE_BYTES;
        while (((bytes[next] ?? 0) & 0xc0) === 0x80) next--;
      } else if (next > sure) break;
      onPiece(bytes, position, next);
      position = next;
    }
    return position;
  }

  /** Pieces that end here stay as they are whatever follows: white space at the end may go on. */
  #sureEnd(start: number): number {
    let position = this.#used;
    while (position > start) {
      let last = position - 1;
      while (last > start && ((this.#buffer[last] ?? 0) & 0xc0) === 0x80) last--;
      if (this.#pattern.classes.of(codePointAt(this.#buffer, last)) !== SPACE) break;
      position = last;
    }
    return position - LOOK_AHEAD_BYTES;
  }
}

import { countCodePoints } from '../../prepare/codePoints.ts';
import type { TokenStream } from '../tokenizer.ts';
import { IdBuffer } from './idBuffer.ts';
import type { PieceEncoder } from './pieceEncoder.ts';
import { PieceStream, type OnPiece } from './pieceStream.ts';
import { specialTextError, type SpecialFinder, type SpecialText } from './specialTokens.ts';
import type { SplitPattern } from './splitPatterns.ts';

/** Encodes one text after the other, each in parts of any size. */
export class BytePairStream implements TokenStream {
  readonly #pieces: PieceStream;
  readonly #finder: SpecialFinder;
  readonly #specialText: SpecialText;
  readonly #ids = new IdBuffer();
  readonly #onPiece: OnPiece;
  /** The end of what was pushed: a special token may have begun there. */
  #held = '';
  /** Characters of this text before `#held`. */
  #characters = 0;

  constructor(pattern: SplitPattern, encoder: PieceEncoder, finder: SpecialFinder, specialText: SpecialText) {
    this.#pieces = new PieceStream(pattern, false);
    this.#finder = finder;
    this.#specialText = specialText;
    this.#onPiece = (bytes, start, end) => encoder.encode(bytes, start, end, this.#ids);
  }

  push(text: string): Int32Array {
    if (this.#specialText === 'text' || this.#finder.longest === 0) this.#pieces.push(text, this.#onPiece);
    else this.#search(this.#held + text, this.#finder.longest - 1);
    return this.#ids.take();
  }

  end(): Int32Array {
    if (this.#held !== '') this.#search(this.#held, 0);
    this.#characters = 0;
    this.#pieces.end(this.#onPiece);
    return this.#ids.take();
  }

  /** Takes in all but the last `held` units. */
  #search(text: string, held: number): void {
    let done = 0;
    for (let found = this.#finder.find(text, 0); found; found = this.#finder.find(text, done)) {
      const { index, content, id } = found;
      // A longer one may begin here.
      if (index > text.length - held) break;
      if (this.#specialText === 'error')
        throw specialTextError(content, this.#characters + countCodePoints(text.slice(0, index)));
      this.#pieces.push(text.slice(done, index), this.#onPiece);
      this.#pieces.end(this.#onPiece);
      this.#ids.add(id);
      done = index + content.length;
    }
    let end = Math.max(done, text.length - held);
    const unit = text.charCodeAt(end);
    if (end > done && unit >= 0xdc00 && unit <= 0xdfff) end--;
    this.#pieces.push(text.slice(done, end), this.#onPiece);
    this.#characters += countCodePoints(text.slice(0, end));
    this.#held = text.slice(end);
  }
}

/** A file that text came from, as the manifest records it. */
export interface SourceFile {
  readonly path: string;
  readonly bytes: number;
  /** Milliseconds since 1970. */
  readonly modified: number;
  /** sha256 of the bytes as they lie on the disk. */
  readonly sha256: string;
}

/** What is known of a document once it was read to its end. */
export interface DocumentEnd {
  /** The file that the document was. */
  readonly file?: SourceFile;
  /** −ln of the probability of the document, where the source knows it. */
  readonly nats?: number;
}

/** A piece of a corpus: the next part of a document, cut anywhere but inside a character. */
export interface TextChunk {
  readonly text: string;
  /** The file that it is from, for messages. */
  readonly path?: string;
  /** How much of `OpenCorpus.size` this piece took up. */
  readonly size: number;
  /** Present when the document ends with this piece. */
  readonly end?: DocumentEnd;
  /** Present when a file of several documents was read to its end. */
  readonly file?: SourceFile;
}

/** A corpus about to be read: everything that can be told without reading it was checked. */
export interface OpenCorpus {
  readonly size: number;
  readonly unit: 'bytes' | 'characters';
  /** Files that were left out, and why, in words. */
  readonly skipped: readonly string[];
  /** How many files there are; absent where the text does not come from files. */
  readonly files?: number;
  /**
   * Changes whenever the text may have changed, and costs no reading: settings, or sizes and times of files. Null when it
   * cannot be relied on, as for a file that is just being written.
   */
  readonly stamp: string | null;
  /** Streams the text from the start. Memory does not grow with the corpus. */
  chunks(): AsyncIterable<TextChunk>;
}

/** Where text comes from. Text streams, as a corpus may be larger than the memory. */
export interface TextCorpus {
  /** As in the config's `data.type`. */
  readonly type: string;
  /** What of the settings describes the text, for the manifest. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** Whether a split may begin in the middle of a document, or only with a new one. */
  readonly splitsAt: 'character' | 'document';
  /** The exact entropy in nats per character, where it is known. */
  readonly entropy?: number;
  /** @throws CraftError when there is no text to read */
  open(options?: OpenOptions): Promise<OpenCorpus>;
}

/** How a corpus is opened. */
export interface OpenOptions {
  /** Ends the search for files; `open` then throws the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  /** Hears now and then how many names of files and folders were looked at. */
  readonly onLook?: ((names: number) => void) | undefined;
}

import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { isCraftError } from '@craft/config';
import type { SourceFile, TextChunk, TextCorpus } from './corpus.ts';
import { decompress } from './decompress.ts';
import { emptyFile, findTextFiles, unreadableFile, type FoundFile } from './findTextFiles.ts';

const CHUNK_BYTES = 1 << 20;
/** A file changed less than this long ago may change again without a new time: its stamp is not relied on. */
const SETTLED_MILLISECONDS = 2_000;

/** A file being read. */
export interface ReadFile {
  readonly path: string;
  /** Its bytes, decompressed where it is compressed. */
  bytes(): AsyncGenerator<Uint8Array>;
}

/** A text in a file, or a part of one: `isEnd` with its last part. */
export interface DocumentPart {
  readonly text: string;
  readonly isEnd: boolean;
}

/** What tells one kind of file from another. */
export interface FileCorpusOptions {
  readonly type: string;
  readonly path: string | readonly string[];
  readonly settings: Readonly<Record<string, unknown>>;
  /** What the files of a folder end with, without the ending of a compression. */
  readonly endings: readonly string[];
  /** Finds the documents of a file. */
  readonly read: (file: ReadFile) => AsyncIterable<DocumentPart>;
}

/**
 * A corpus of files that hold many documents each. A document that does not end with a line break gets one, and empty ones are
 * left out.
 */
export function fileCorpus({ type, path, settings, endings, read }: FileCorpusOptions): TextCorpus {
  const paths = typeof path === 'string' ? [path] : path;
  return {
    type,
    settings: { path, ...settings },
    splitsAt: 'document',
    async open(options) {
      const { files, skipped } = await findTextFiles(paths, options, endings);
      return {
        size: files.reduce((sum, file) => sum + file.bytes, 0),
        unit: 'bytes',
        skipped,
        files: files.length,
        stamp: stampOf(files),
        async *chunks() {
          for (const file of files) yield* readDocuments(file, read);
        },
      };
    },
  };
}

/** Sizes and times of files; null where one may still be written to. */
export function stampOf(files: readonly FoundFile[]): string | null {
  const isSettled = files.every((file) => Date.now() - file.modified > SETTLED_MILLISECONDS);
  return isSettled ? JSON.stringify(files.map((file) => file.stamp)) : null;
}

/** A file's bytes as they pass: how many were read, and in the end what to recognise it by. */
export class FileReading implements ReadFile {
  readonly #file: FoundFile;
  readonly #hash = createHash('sha256');
  /** Bytes of the file on the disk. */
  read = 0;

  constructor(file: FoundFile) {
    this.#file = file;
  }

  get path(): string {
    return this.#file.path;
  }

  bytes(): AsyncGenerator<Uint8Array> {
    return decompress(this.#raw(), this.path);
  }

  /** Good once all bytes were read. */
  source(): SourceFile {
    const { path, modified } = this.#file;
    return { path, bytes: this.read, modified, sha256: this.#hash.digest('hex') };
  }

  async *#raw(): AsyncGenerator<Uint8Array> {
    try {
      const stream = createReadStream(this.path, { highWaterMark: CHUNK_BYTES });
      for await (const chunk of stream as AsyncIterable<Buffer>) {
        this.#hash.update(chunk);
        this.read += chunk.length;
        yield chunk;
      }
    } catch (error) {
      throw isCraftError(error) ? error : unreadableFile(this.path, error);
    }
  }
}

async function* readDocuments(file: FoundFile, read: FileCorpusOptions['read']): AsyncGenerator<TextChunk> {
  const reading = new FileReading(file);
  const { path } = file;
  let reported = 0;
  let last = '';
  let documents = 0;
  for await (const { text, isEnd } of read(reading)) {
    if (text !== '') last = text;
    const size = reading.read - reported;
    reported = reading.read;
    if (last === '') continue;
    if (!isEnd) yield { text, path, size };
    else {
      yield { text: last.endsWith('\n') ? text : `${text}\n`, path, size, end: {} };
      last = '';
      documents++;
    }
  }
  if (documents === 0) throw emptyFile(path);
  // What a reader leaves unread of a file belongs to its hash, too.
  yield { text: '', size: reading.read - reported, file: reading.source() };
}

import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { isCraftError } from '@craft/config';
import type { TextChunk, TextCorpus } from './corpus.ts';
import { decodeText } from './decodeText.ts';
import { emptyFile, findTextFiles, unreadableFile, type FoundFile } from './findTextFiles.ts';

const CHUNK_BYTES = 1 << 20;
/** A file changed less than this long ago may change again without a new time: its stamp is not relied on. */
const SETTLED_MILLISECONDS = 2_000;

/**
 * A corpus of text files. Each file is one document; one that does not end with a line break gets one before the next file
 * begins. UTF-8 is checked, a byte order mark is left out, CRLF becomes LF.
 *
 * @param path files, folders and glob patterns; see `findTextFiles`
 */
export function textFiles({ path }: { path: string | readonly string[] }): TextCorpus {
  const paths = typeof path === 'string' ? [path] : path;
  return {
    type: 'text',
    settings: { path },
    splitsAt: 'character',
    async open(options) {
      const { files, skipped } = await findTextFiles(paths, options);
      const isSettled = files.every((file) => Date.now() - file.modified > SETTLED_MILLISECONDS);
      return {
        size: files.reduce((sum, file) => sum + file.bytes, 0),
        unit: 'bytes',
        skipped,
        files: files.length,
        stamp: isSettled ? JSON.stringify(files.map((file) => file.stamp)) : null,
        chunks: () => readAll(files),
      };
    },
  };
}

async function* readAll(files: readonly FoundFile[]): AsyncGenerator<TextChunk> {
  for (const [index, file] of files.entries()) yield* readOne(file, index === files.length - 1);
}

async function* readOne(file: FoundFile, isLast: boolean): AsyncGenerator<TextChunk> {
  const hash = createHash('sha256');
  let read = 0;
  let reported = 0;
  const bytes = async function* (): AsyncGenerator<Uint8Array> {
    try {
      const stream = createReadStream(file.path, { highWaterMark: CHUNK_BYTES });
      for await (const chunk of stream as AsyncIterable<Buffer>) {
        hash.update(chunk);
        read += chunk.length;
        yield chunk;
      }
    } catch (error) {
      throw isCraftError(error) ? error : unreadableFile(file.path, error);
    }
  };
  let lastText = '';
  for await (const text of decodeText(bytes(), file.path)) {
    if (text !== '') lastText = text;
    yield { text, path: file.path, size: read - reported };
    reported = read;
  }
  if (lastText === '') throw emptyFile(file.path);
  yield {
    text: isLast || lastText.endsWith('\n') ? '' : '\n',
    size: 0,
    end: { file: { path: file.path, bytes: read, modified: file.modified, sha256: hash.digest('hex') } },
  };
}

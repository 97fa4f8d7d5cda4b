import type { TextChunk, TextCorpus } from './corpus.ts';
import { decodeText } from './decodeText.ts';
import { FileReading, stampOf } from './fileCorpus.ts';
import { emptyFile, findTextFiles, type FoundFile } from './findTextFiles.ts';

/**
 * A corpus of text files. Each file is one document; one that does not end with a line break gets one before the next file
 * begins. UTF-8 is checked, a byte order mark is left out, CRLF becomes LF. Files in gzip, bzip2 and zstd are read as they are.
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
      return {
        size: files.reduce((sum, file) => sum + file.bytes, 0),
        unit: 'bytes',
        skipped,
        files: files.length,
        stamp: stampOf(files),
        chunks: () => readAll(files),
      };
    },
  };
}

async function* readAll(files: readonly FoundFile[]): AsyncGenerator<TextChunk> {
  for (const [index, file] of files.entries()) yield* readOne(file, index === files.length - 1);
}

async function* readOne(file: FoundFile, isLast: boolean): AsyncGenerator<TextChunk> {
  const reading = new FileReading(file);
  let reported = 0;
  let lastText = '';
  for await (const text of decodeText(reading.bytes(), file.path)) {
    if (text !== '') lastText = text;
    yield { text, path: file.path, size: reading.read - reported };
    reported = reading.read;
  }
  if (lastText === '') throw emptyFile(file.path);
  yield {
    text: isLast || lastText.endsWith('\n') ? '' : '\n',
    size: 0,
    end: { file: reading.source() },
  };
}

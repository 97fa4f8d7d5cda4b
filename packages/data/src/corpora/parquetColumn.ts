import { open, type FileHandle } from 'node:fs/promises';
import { CraftError, isCraftError } from '@craft/config';
import { parquetMetadataAsync, parquetReadObjects, parquetSchema, type AsyncBuffer } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import type { TextCorpus } from './corpus.ts';
import { fileCorpus, type DocumentPart, type ReadFile } from './fileCorpus.ts';
import { missingField } from './jsonLines.ts';

/**
 * A corpus of a column of parquet files; each row a document. Row groups are read one after the other: memory grows with the
 * largest of them alone.
 *
 * @throws CraftError when it is read: `data.missing-field`, `data.not-parquet` with the file
 */
export function parquetColumn(options: { path: string | readonly string[]; field: string }): TextCorpus {
  const { path, field } = options;
  return fileCorpus({
    type: 'parquet',
    path,
    settings: { field },
    endings: ['parquet'],
    read: (file) => readParquet(file, field),
  });
}

/** The documents of a parquet file. */
export async function* readParquet(file: ReadFile, field: string): AsyncGenerator<DocumentPart> {
  // All of it once, for the hash that the manifest keeps.
  for await (const _ of file.bytes());
  const handle = await open(file.path);
  try {
    const buffer = await asyncBuffer(handle);
    const metadata = await parquetMetadataAsync(buffer);
    const columns = parquetSchema(metadata).children.map(({ element }) => element.name);
    if (!columns.includes(field)) throw missingField(file.path, field, columns, undefined);
    let row = 0;
    for (const group of metadata.row_groups) {
      const rowEnd = row + Number(group.num_rows);
      const rows = await parquetReadObjects({
        file: buffer,
        metadata,
        columns: [field],
        rowStart: row,
        rowEnd,
        compressors,
      });
      for (const [index, record] of rows.entries()) {
        const text: unknown = record[field];
        if (text === null) continue;
        if (typeof text !== 'string')
          throw missingField(`${file.path}: row ${row + index}`, field, columns, text);
        yield { text: text.replaceAll('\r\n', '\n'), isEnd: true };
      }
      row = rowEnd;
    }
  } catch (error) {
    if (isCraftError(error)) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new CraftError(`${file.path}: expected a parquet file but received ${reason}`, {
      code: 'data.not-parquet',
      hint: 'The file is damaged, or no parquet file: get it again from where it came.',
      cause: error,
    });
  } finally {
    await handle.close();
  }
}

async function asyncBuffer(handle: FileHandle): Promise<AsyncBuffer> {
  const { size } = await handle.stat();
  return {
    byteLength: size,
    async slice(start, end = size) {
      const from = start < 0 ? size + start : start;
      if (from < 0 || end > size || end < from)
        throw new RangeError(`bytes ${from} to ${end} of a file of ${size}`);
      const bytes = new Uint8Array(end - from);
      await handle.read(bytes, 0, bytes.length, from);
      return bytes.buffer;
    },
  };
}

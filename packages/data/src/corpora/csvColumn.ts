import { CraftError } from '@craft/config';
import type { TextCorpus } from './corpus.ts';
import { decodeText } from './decodeText.ts';
import { fileCorpus, type DocumentPart, type ReadFile } from './fileCorpus.ts';
import { missingField } from './jsonLines.ts';
import { MOST_LINE_CHARACTERS } from './lines.ts';

/**
 * A corpus of a column of CSV files (RFC 4180: a header, fields in double quotes may hold separators, line breaks and doubled
 * quotes); each row a document.
 *
 * @throws CraftError when it is read: `data.missing-field`, or `data.not-csv` with file and line
 */
export function csvColumn(options: {
  path: string | readonly string[];
  field: string;
  separator: string;
}): TextCorpus {
  const { path, field, separator } = options;
  return fileCorpus({
    type: 'csv',
    path,
    settings: { field, separator },
    endings: ['csv', 'tsv'],
    read: (file) => readCsv(file, field, separator),
  });
}

/** The documents of a CSV file. */
export async function* readCsv(
  file: ReadFile,
  field: string,
  separator: string,
): AsyncGenerator<DocumentPart> {
  let column = -1;
  let width = 0;
  for await (const { fields, line } of csvRows(decodeText(file.bytes(), file.path), file.path, separator)) {
    if (column < 0) {
      column = fields.indexOf(field);
      width = fields.length;
      if (column < 0) throw missingField(`${file.path}:1`, field, fields, undefined);
      continue;
    }
    // An empty line.
    if (fields.length === 1 && fields[0] === '' && width > 1) continue;
    if (fields.length !== width)
      throw notCsv(
        file.path,
        line,
        `expected ${width} fields, as in the header, but received ${fields.length}`,
      );
    yield { text: fields[column] ?? '', isEnd: true };
  }
}

interface Row {
  readonly fields: string[];
  /** Number of the line that it begins in, from 1. */
  readonly line: number;
}

async function* csvRows(parts: AsyncIterable<string>, path: string, separator: string): AsyncGenerator<Row> {
  let fields: string[] = [];
  let value = '';
  /** `quote`: just behind a quote inside quotes, which ends them or is the first of two. */
  let state: 'start' | 'plain' | 'quoted' | 'quote' = 'start';
  let line = 1;
  let begun = 1;
  const endField = (): void => {
    fields.push(value);
    value = '';
    state = 'start';
  };
  for await (const part of parts) {
    for (let index = 0; index < part.length; index++) {
      const character = part.charAt(index);
      if (character === '\n') line++;
      if (state === 'quoted') {
        if (character === '"') state = 'quote';
        else {
          // All up to the next quote at once.
          const quote = part.indexOf('"', index);
          const text = part.slice(index, quote < 0 ? part.length : quote);
          for (let feed = text.indexOf('\n', 1); feed >= 0; feed = text.indexOf('\n', feed + 1)) line++;
          value += text;
          index += text.length - 1;
          if (value.length > MOST_LINE_CHARACTERS)
            throw notCsv(path, begun, 'expected a field that ends but its quotes are never closed');
        }
      } else if (character === '"' && state === 'start') state = 'quoted';
      else if (character === '"' && state === 'quote') {
        value += '"';
        state = 'quoted';
      } else if (character === separator) endField();
      else if (character === '\n') {
        endField();
        yield { fields, line: begun };
        fields = [];
        begun = line;
      } else if (state === 'quote') {
        throw notCsv(
          path,
          line,
          `expected a separator behind the closing quote but received ${JSON.stringify(character)}`,
        );
      } else {
        value += character;
        state = 'plain';
      }
    }
  }
  if (state === 'quoted') throw notCsv(path, begun, 'expected a closing quote but the file ends');
  if (fields.length > 0 || value !== '' || state === 'quote') {
    endField();
    yield { fields, line: begun };
  }
}

function notCsv(path: string, line: number, what: string): CraftError {
  return new CraftError(`${path}:${line}: ${what}`, {
    code: 'data.not-csv',
    hint: 'Check the quotes of this row, and data.separator.',
  });
}

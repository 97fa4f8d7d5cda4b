import { CraftError } from '@craft/config';
import type { TextCorpus } from './corpus.ts';
import { decodeText } from './decodeText.ts';
import { fileCorpus, type DocumentPart, type ReadFile } from './fileCorpus.ts';
import { lines } from './lines.ts';

/** What a folder's files of JSON Lines end with. */
export const JSON_LINES_ENDINGS = ['jsonl', 'ndjson'] as const;

/**
 * A corpus of JSON Lines: each line an object, whose `field` is a document. Compressed files are read as they are.
 *
 * @throws CraftError when it is read: `data.not-json` with file and line, `data.missing-field`
 */
export function jsonLines(options: { path: string | readonly string[]; field: string }): TextCorpus {
  const { path, field } = options;
  return fileCorpus({
    type: 'jsonl',
    path,
    settings: { field },
    endings: JSON_LINES_ENDINGS,
    read: (file) => readJsonLines(file, field),
  });
}

/** The documents of a file of JSON Lines. Empty lines are none. */
export async function* readJsonLines(file: ReadFile, field: string): AsyncGenerator<DocumentPart> {
  for await (const { text, number } of lines(decodeText(file.bytes(), file.path), file.path)) {
    if (text.trim() === '') continue;
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw new CraftError(`${file.path}:${number}: expected a line of JSON but received ${reason}`, {
        code: 'data.not-json',
        hint: 'The line is torn or no JSON: mend it or take it out.',
        cause,
      });
    }
    const keys = typeof value === 'object' && value !== null ? Object.keys(value) : [];
    const document = keys.includes(field) ? (value as Record<string, unknown>)[field] : undefined;
    if (typeof document !== 'string') throw missingField(`${file.path}:${number}`, field, keys, document);
    yield { text: document, isEnd: true };
  }
}

/** Makes the error for a record without the text that is looked for. */
export function missingField(
  place: string,
  field: string,
  names: readonly string[],
  received: unknown,
): CraftError {
  const found = received === undefined ? 'nothing' : received === null ? 'null' : typeof received;
  return new CraftError(`${place}: expected text in ${JSON.stringify(field)} but received ${found}`, {
    code: 'data.missing-field',
    hint:
      names.length === 0
        ? 'Each record needs named fields.'
        : `It has ${names.slice(0, 20).join(', ')}: name the one with the text in data.field.`,
  });
}

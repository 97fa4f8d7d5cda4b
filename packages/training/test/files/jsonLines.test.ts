import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { filterJsonLines, JsonLinesWriter, readJsonLines } from '../../src/files/jsonLines.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';

const newFile = () => join(temporaryFolder(), 'lines.jsonl');

function append(path: string, ...values: unknown[]): void {
  const writer = new JsonLinesWriter(path);
  for (const value of values) writer.append(value);
  writer.close();
}

describe('readJsonLines', () => {
  test('gives nothing where there is no file', () => {
    expect(readJsonLines(newFile())).toEqual([]);
  });

  test('leaves out a last line that was cut off, at whatever byte', () => {
    const path = newFile();
    append(path, { a: 1 }, { b: 'ü' });
    const whole = readFileSync(path);
    for (let length = 0; length <= whole.length; length++) {
      writeFileSync(path, whole.subarray(0, length));
      const expected = length === whole.length ? [{ a: 1 }, { b: 'ü' }] : length >= 8 ? [{ a: 1 }] : [];
      expect(readJsonLines(path)).toEqual(expected);
    }
  });

  test('leaves out a line that is no JSON', () => {
    const path = newFile();
    writeFileSync(path, '{"a":1}\n{"a":\n\n{"a":3}\n');
    expect(readJsonLines(path)).toEqual([{ a: 1 }, { a: 3 }]);
  });
});

describe('JsonLinesWriter', () => {
  test('goes on after a torn line without joining two lines', () => {
    const path = newFile();
    append(path, { step: 1 });
    appendFileSync(path, `{"step": 2, "text": "${'x'.repeat(200_000)}`);
    append(path, { step: 2 });
    expect(readFileSync(path, 'utf8')).toBe('{"step":1}\n{"step":2}\n');
  });

  test('goes on after a file that is one torn line', () => {
    const path = newFile();
    writeFileSync(path, '{"step"');
    append(path, { step: 1 });
    expect(readJsonLines(path)).toEqual([{ step: 1 }]);
  });
});

describe('filterJsonLines', () => {
  test('drops what is not wanted, and lines that cannot be read', () => {
    const path = newFile();
    append(path, 1, 2, 3, 4);
    appendFileSync(path, '{"torn');
    expect(filterJsonLines(path, (value) => (value as number) % 2 === 0)).toBe(2);
    expect(readFileSync(path, 'utf8')).toBe('2\n4\n');
  });

  test('makes no file where there is none', () => {
    const path = newFile();
    expect(filterJsonLines(path, () => true)).toBe(0);
    expect(existsSync(path)).toBe(false);
  });
});

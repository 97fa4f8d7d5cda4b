import { describe, expect, test } from 'vitest';
import { decodeText } from '../../src/corpora/decodeText.ts';
import { RandomPurpose, RandomStream } from '../../src/random/randomStream.ts';
import { craftErrorOf } from '../helpers/craftErrorOf.ts';

async function* inPieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let start = 0; start < bytes.length; start += size) yield bytes.subarray(start, start + size);
}

async function decode(bytes: Uint8Array | number[] | string, size = 1 << 20): Promise<string> {
  const all = typeof bytes === 'string' ? new TextEncoder().encode(bytes) : Uint8Array.from(bytes);
  let text = '';
  for await (const piece of decodeText(inPieces(all, size), 'a.txt')) {
    // A piece never ends inside a character.
    expect(piece).not.toMatch(/\p{Surrogate}/u);
    text += piece;
  }
  return text;
}

const sample = 'plain, Grüße, 日本語, 😀👩‍👩‍👧, \u{10ffff}, é\r\nline\rnot a line\n\r\n\r\r\n';

test.each([1, 2, 3, 4, 5, 7, 16, 1000])('text in pieces of %i bytes', async (size) => {
  expect(await decode(sample, size)).toBe(
    'plain, Grüße, 日本語, 😀👩‍👩‍👧, \u{10ffff}, é\nline\rnot a line\n\n\r\n',
  );
});

test.each([1, 2, 3, 100])('a byte order mark is left out, at the start only (pieces of %i)', async (size) => {
  expect(await decode('\uFEFFa\uFEFFb', size)).toBe('a\uFEFFb');
});

test('a carriage return at the very end stays', async () => {
  expect(await decode('a\r', 1)).toBe('a\r');
});

test('nothing gives nothing', async () => {
  expect(await decode('')).toBe('');
});

test('random bytes: what TextDecoder takes is taken, and what it refuses is refused at its place', async () => {
  const random = new RandomStream(11, 0, RandomPurpose.tales);
  const interesting = [
    0x41, 0x7f, 0x80, 0xbf, 0xc0, 0xc1, 0xc2, 0xdf, 0xe0, 0xa0, 0x9f, 0xed, 0xef, 0xf0, 0x90, 0x8f, 0xf4,
    0xf5, 0xff,
  ];
  const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  const accepts = (bytes: Uint8Array): boolean => {
    try {
      strict.decode(bytes);
      return true;
    } catch {
      return false;
    }
  };
  let refused = 0;
  for (let round = 0; round < 5_000; round++) {
    const bytes = Uint8Array.from(
      { length: 1 + random.integer(6) },
      () => interesting[random.integer(interesting.length)] ?? 0,
    );
    const size = 1 + random.integer(6);
    if (accepts(bytes)) {
      expect(await decode([...bytes], size)).toBe(strict.decode(bytes));
      continue;
    }
    refused++;
    const message = await craftErrorOf(() => decode([...bytes], size));
    const offset = Number(/at byte (\d+)/.exec(message)?.[1]);
    // Everything before the reported byte is fine, and with the rest of its character it is not.
    expect(accepts(bytes.subarray(0, offset))).toBe(true);
  }
  expect(refused).toBeGreaterThan(1_000);
});

describe('errors', () => {
  const zeros = [0, 0, 0, 0];
  test.each([
    ['a NUL byte', [0x61, 0x62, 0x00, 0x63]],
    ['an invalid byte', [0x61, 0xff, 0x62]],
    ['Latin-1', [0x67, 0x72, 0xfc, 0xdf, 0x65]],
    ['an overlong form', [0xc0, 0x80]],
    ['a surrogate', [0xed, 0xa0, 0x80]],
    ['a character beyond U+10FFFF', [0xf4, 0x90, 0x80, 0x80]],
    ['a character cut off by the end', [0x61, 0xe2, 0x82]],
    ['UTF-16', [0xff, 0xfe, 0x61, 0x00]],
    ['UTF-16 the other way', [0xfe, 0xff, 0x00, 0x61]],
    ['gzip', [0x1f, 0x8b, 0x08, ...zeros]],
    ['bzip2', [0x42, 0x5a, 0x68, 0x39, 0x31, 0x41, 0x59, 0x26, 0x53, 0x59, ...zeros]],
    ['zip', [0x50, 0x4b, 0x03, 0x04, 0x14, 0x00]],
    ['zstd', [0x28, 0xb5, 0x2f, 0xfd]],
    ['PDF', [0x25, 0x50, 0x44, 0x46, 0x2d, 0xe2, 0xe3, 0xcf, 0xd3]],
  ])('%s', async (_, bytes) => {
    expect(await craftErrorOf(() => decode(bytes))).toMatchSnapshot();
    // The same, wherever the pieces end.
    for (const size of [1, 2, 3]) {
      expect(await craftErrorOf(() => decode(bytes, size))).toContain('data.not-text');
    }
  });

  test('the offset counts from the start of the file, over all pieces', async () => {
    const bytes = new Uint8Array(10_000).fill(0x61);
    bytes[7_777] = 0xff;
    expect(await craftErrorOf(() => decode([...bytes], 512))).toContain('at byte 7777');
    bytes[7_777] = 0;
    expect(await craftErrorOf(() => decode([...bytes], 512))).toContain('a NUL byte at byte 7777');
  });
});

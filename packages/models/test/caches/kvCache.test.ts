import { openDevice, tensor, type Device } from '@craft/tensor';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { KvCache } from '../../src/index.ts';

let device: Device;
beforeAll(async () => {
  device = await openDevice('cpu', { threads: 1 });
});
afterAll(() => device.close());

describe('KvCache', () => {
  test('appends behind what it holds, forgets on reset, frees on dispose', async () => {
    const before = device.memory().liveBuffers;
    const cache = new KvCache({ nLayers: 2, batch: 1, maxLength: 3, width: 4, device });
    const rows = tensor([[[1, 2, 3, 4]]], { device });
    const [first] = cache.layers;
    expect(first?.append(rows, rows)).toBe(1);
    cache.advance(1);
    expect(first?.append(rows, rows)).toBe(2);
    expect(Array.from((await first?.keys.data()) ?? [])).toEqual([1, 2, 3, 4, 1, 2, 3, 4, 0, 0, 0, 0]);
    cache.reset();
    expect(cache.length).toBe(0);
    rows.dispose();
    cache.dispose();
    expect(device.memory().liveBuffers).toBe(before);
  });

  test('refuses what does not fit', () => {
    const cache = new KvCache({ nLayers: 1, batch: 2, maxLength: 3, width: 4, device });
    cache.advance(2);
    expect(() => cache.reserve(2, 2)).toThrowErrorMatchingInlineSnapshot(
      `[CraftError: cache: expected at most 1 more of 3 positions but received 2]`,
    );
    expect(() => cache.reserve(1, 1)).toThrowErrorMatchingInlineSnapshot(
      `[CraftError: cache: expected 2 sequences but received 1]`,
    );
  });
});

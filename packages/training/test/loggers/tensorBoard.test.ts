import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { openDevice, type Device } from '@craft/tensor';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { histograms } from '../../src/callbacks/histograms.ts';
import { histogramOf } from '../../src/loggers/histogram.ts';
import { crc32c } from '../../src/loggers/tensorBoard/crc32c.ts';
import { EventFile } from '../../src/loggers/tensorBoard/eventFile.ts';
import { flattenConfig, hparamsEnd, hparamsStart } from '../../src/loggers/tensorBoard/hparams.ts';
import { tensorBoardLogger } from '../../src/loggers/tensorBoardLogger.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';
import { tinyRun } from '../support/tinyRun.ts';

const fixtures = new URL('../fixtures/', import.meta.url);
const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
const values = Array.from({ length: 100 }, (_, i) => Math.sin(i));

/** One of every kind of entry, at fixed times. */
function writeAll(): Uint8Array {
  const folder = temporaryFolder();
  let seconds = 1_700_000_000;
  const file = new EventFile(folder, null, () => seconds++);
  const hparams = { 'optimizer.learningRate': 0.001, 'model.type': 'gpt', 'training.compile': true };
  file.add(0, hparamsStart(hparams, ['train/loss', 'val/loss'], seconds));
  file.add(1, [
    { type: 'scalar', tag: 'train/loss', value: 4.25 },
    { type: 'scalar', tag: 'train/tokens', value: 3_000_000_000 },
  ]);
  file.add(300, [
    { type: 'scalar', tag: 'train/loss', value: -1.5 },
    { type: 'text', tag: 'sample', text: 'Once upon a time — “and ever after”\n'.repeat(9) },
    { type: 'histogram', tag: 'weights/head.weight', histogram: histogramOf(values, 8) },
    { type: 'image', tag: 'attention', width: 1, height: 1, encoded: png },
  ]);
  file.add(5_000_000_000, [{ type: 'scalar', tag: 'train/loss', value: 0.5 }]);
  file.add(0, [hparamsEnd(true, seconds)]);
  file.close();
  return readFileSync(file.path);
}

/** What tools/reference/tensorBoardReading.py got out of fixtures/events.tfevents with the real TensorBoard. */
interface Reading {
  readonly sha256: string;
  readonly scalars: Record<string, [number, number][]>;
  readonly texts: Record<string, [number, string][]>;
  readonly histograms: Record<string, { step: number; limits: number[]; counts: number[]; sum: number }[]>;
  readonly images: Record<string, { step: number; width: number; height: number; bytes: number }[]>;
  readonly hparams: Record<string, string | number | boolean>;
  readonly metrics: string[];
  readonly status: string;
}

describe('event files', () => {
  test('have the bytes that TensorBoard has read', () => {
    const bytes = writeAll();
    if (process.env['CRAFT_UPDATE_FIXTURES'] === '1')
      writeFileSync(new URL('events.tfevents', fixtures), bytes);
    expect(Buffer.from(bytes).equals(readFileSync(new URL('events.tfevents', fixtures)))).toBe(true);
  });

  test('were read by TensorBoard as what was written', () => {
    const reading = JSON.parse(readFileSync(new URL('events.json', fixtures), 'utf8')) as Reading;
    expect(reading.sha256).toBe(createHash('sha256').update(writeAll()).digest('hex'));
    expect(reading.scalars).toEqual({
      'train/loss': [
        [1, 4.25],
        [300, -1.5],
        [5_000_000_000, 0.5],
      ],
      'train/tokens': [[1, 3_000_000_000]],
    });
    expect(reading.texts).toEqual({
      sample: [[300, 'Once upon a time — “and ever after”\n'.repeat(9)]],
    });
    const { limits, counts, sum } = histogramOf(values, 8);
    expect(reading.histograms).toEqual({ 'weights/head.weight': [{ step: 300, limits, counts, sum }] });
    expect(reading.images).toEqual({ attention: [{ step: 300, width: 1, height: 1, bytes: png.length }] });
    expect(reading.hparams).toEqual({
      'optimizer.learningRate': 0.001,
      'model.type': 'gpt',
      'training.compile': true,
    });
    expect(reading.metrics).toEqual(['train/loss', 'val/loss']);
    expect(reading.status).toBe('STATUS_SUCCESS');
  });

  test('carry the CRC-32C of RFC 3720', () => {
    expect(crc32c(new Uint8Array(32))).toBe(0x8a9136aa);
    expect(crc32c(new TextEncoder().encode('123456789'))).toBe(0xe3069283);
  });
});

test('a configuration becomes hyperparameters by path', () => {
  expect(flattenConfig({ model: { type: 'gpt', dropout: 0 }, list: [1, 2], none: null, on: true })).toEqual({
    'model.type': 'gpt',
    'model.dropout': 0,
    list: '[1,2]',
    none: 'null',
    on: true,
  });
});

describe('histogramOf', () => {
  test('counts every finite number once', () => {
    const { min, max, count, limits, counts } = histogramOf([0, 1, 2, 3, 4, NaN, Infinity], 4);
    expect({ min, max, count, limits, counts }).toEqual({
      min: 0,
      max: 4,
      count: 5,
      limits: [1, 2, 3, 4],
      counts: [1, 1, 1, 2],
    });
  });

  test('takes equal numbers, and none', () => {
    expect(histogramOf([2, 2])).toMatchObject({ limits: [2], counts: [2], sumSquares: 8 });
    expect(histogramOf([NaN])).toMatchObject({ count: 0, limits: [0], counts: [0] });
  });
});

describe('in a run', () => {
  let device: Device;
  beforeAll(async () => {
    device = await openDevice('cpu', { threads: 1 });
  });
  afterAll(() => device.close());

  test('figures, texts and distributions go into tensorboard/, and looking inside changes no bit', async () => {
    const all = { every: '10step', weights: true, gradients: true, bins: 8 };
    const callbacks = { board: tensorBoardLogger(), histograms: histograms(all) };
    const settings = { microbatchSize: 3 };
    const watched = await tinyRun({ device, outputs: temporaryFolder(), callbacks, settings });
    const plain = await tinyRun({ device, outputs: temporaryFolder(), settings });
    await watched.trainer.fit();
    await plain.trainer.fit();
    expect(await watched.model.values()).toEqual(await plain.model.values());
    const folder = join(watched.run?.path ?? '', 'tensorboard');
    const [name = '', ...others] = readdirSync(folder);
    expect(others).toEqual([]);
    expect(name).toMatch(/^events\.out\.tfevents\.\d+\./);
    const content = readFileSync(join(folder, name), 'latin1');
    for (const tag of [
      'train/loss',
      'train/lr',
      'val/accuracy',
      'weights/head.bias',
      'gradients/embedding.weight',
      '_hparams_/session_end_info',
    ])
      expect(content).toContain(tag);
    for (const one of [watched, plain]) one.close();
  });
});

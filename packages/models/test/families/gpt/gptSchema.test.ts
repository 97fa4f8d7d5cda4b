import { componentSchema, createRegistry } from '@craft/config';
import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { gptSchema, modelComponents } from '../../../src/index.ts';

const smallest = { nLayers: 1, nHeads: 2, dModel: 8, contextLength: 4 };

describe('gptSchema', () => {
  test('fills in defaults', () => {
    expect(v.parse(gptSchema, smallest)).toEqual({
      ...smallest,
      nKvHeads: null,
      feedForward: null,
      dropout: 0,
      norm: 'layer',
      positions: 'learned',
      tieWeights: true,
      bias: false,
      activation: 'gelu',
      initStd: 0.02,
    });
  });

  test('names the fields that do not go together, all at once', () => {
    const issuesOf = (options: object) =>
      v
        .safeParse(gptSchema, { ...smallest, ...options })
        .issues?.map((issue) => `${v.getDotPath(issue) ?? ''}: ${issue.message}`);
    expect(issuesOf({ dModel: 9, nKvHeads: 3, dropout: 1 })).toMatchInlineSnapshot(`
      [
        "dropout: Invalid value: Expected <1 but received 1",
        "dModel: expected a multiple of nHeads (2) but received 9",
        "nKvHeads: expected a divisor of nHeads (2) but received 3",
      ]
    `);
    expect(issuesOf({ dModel: 6, positions: 'rotary' })).toMatchInlineSnapshot(`
      [
        "positions: rotary turns pairs: expected an even head width dModel / nHeads but received 6 / 2 = 3",
      ]
    `);
    expect(issuesOf({ nLayers: 0, nHeads: 1.5, norm: 'batch', initStd: 0 })).toMatchInlineSnapshot(`
      [
        "nLayers: Invalid value: Expected >=1 but received 0",
        "nHeads: Invalid integer: Received 1.5",
        "norm: Invalid type: Expected ("layer" | "rms") but received "batch"",
        "initStd: Invalid value: Expected >0 but received 0",
      ]
    `);
    expect(issuesOf({ layers: 2 })).toMatchInlineSnapshot(`
      [
        "layers: Invalid key: Expected never but received "layers"",
      ]
    `);
  });

  test('is what a configuration is checked against, with its checks', () => {
    const schema = componentSchema(createRegistry(modelComponents), 'model');
    expect(v.parse(schema, { type: 'gpt', ...smallest })).toMatchObject({ type: 'gpt', activation: 'gelu' });
    expect(v.safeParse(schema, { type: 'gpt', ...smallest, dModel: 9 }).issues?.[0].message).toBe(
      'expected a multiple of nHeads (2) but received 9',
    );
  });
});

import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { GptOptions, HostState } from '../../../src/index.ts';

const folder = fileURLToPath(new URL('../../fixtures/', import.meta.url));

/** Figures that tools/reference/gpt.py wrote. */
export interface GptFixture {
  readonly source: string;
  readonly vocabSize: number;
  readonly config: GptOptions;
  /** [batches][B][T + 1] token ids. */
  readonly batches: readonly (readonly (readonly number[])[])[];
  readonly weights: Readonly<Record<string, { readonly shape: readonly number[]; readonly data: string }>>;
  /** [B, T, V] of the first batch, base64. */
  readonly logits: string;
  readonly gradients: Readonly<Record<string, { readonly norm: number; readonly weighted: number }>>;
  readonly losses: readonly number[];
  readonly gradientNorms: readonly number[];
  readonly finalNorms: Readonly<Record<string, number>>;
}

/** The variants that have figures. */
export const gptVariants = readdirSync(folder).flatMap((file) => {
  const [, name] = /^gpt-(.+)\.json$/.exec(file) ?? [];
  return name === undefined ? [] : [name];
});

export function readGptFixture(variant: string): GptFixture {
  return JSON.parse(readFileSync(`${folder}gpt-${variant}.json`, 'utf8')) as GptFixture;
}

export function decodeFloats(base64: string): Float32Array {
  return new Float32Array(new Uint8Array(Buffer.from(base64, 'base64')).buffer);
}

export function fixtureState({ weights }: GptFixture): Map<string, HostState> {
  return new Map(
    Object.entries(weights).map(([name, { shape, data }]) => [name, { shape, data: decodeFloats(data) }]),
  );
}

/** A batch as flat inputs and targets. */
export function fixtureBatch({ batches }: GptFixture, index: number) {
  const rows = batches[index % batches.length] ?? [];
  return {
    shape: [rows.length, (rows[0]?.length ?? 1) - 1],
    inputs: Int32Array.from(rows.flatMap((row) => row.slice(0, -1))),
    targets: Int32Array.from(rows.flatMap((row) => row.slice(1))),
  };
}

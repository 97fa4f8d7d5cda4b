import { embedding } from '../../../src/index.ts';
import type { CaseInput, ConformanceCase } from '../conformanceCase.ts';

function embeddingCase(name: string, ids: CaseInput, tokens: number, columns: number): ConformanceCase {
  return {
    op: 'embedding',
    name,
    inputs: [ids, { shape: [tokens, columns] }],
    run: ([chosen, weight]) => embedding(chosen, weight),
    reference: ([chosen, weight]) =>
      Float64Array.from({ length: chosen.length * columns }, (_, i) => {
        const id = Math.min(Math.max(chosen[Math.floor(i / columns)] ?? NaN, 0), tokens - 1);
        return weight[id * columns + (i % columns)] ?? NaN;
      }),
    shape: [...ids.shape, columns],
  };
}

const outside = { shape: [6], dtype: 'i32', values: [-1, 3, -2147483648, 2147483520, 4, 5] } as const;

export const cases: readonly ConformanceCase[] = [
  embeddingCase('[2, 3] of [5, 4]', { shape: [2, 3], integers: 5 }, 5, 4),
  embeddingCase('[] of [3, 7]', { shape: [], integers: 3 }, 3, 7),
  embeddingCase('no ids', { shape: [0], integers: 3 }, 3, 7),
  embeddingCase('no columns', { shape: [4], integers: 3 }, 3, 0),
  embeddingCase('one token', { shape: [9], integers: 1 }, 1, 3),
  embeddingCase('many uses of few tokens', { shape: [3, 500], integers: 3 }, 3, 70),
  embeddingCase('two digits', { shape: [700], integers: 300 }, 300, 33),
  // One workgroup per token and block of columns: more than one dimension of a dispatch can count.
  embeddingCase('three digits, more than 65,535 workgroups', { shape: [520], integers: 70000 }, 70000, 1),
  embeddingCase('a wide table', { shape: [40], integers: 5000 }, 5000, 130),
  embeddingCase('ids outside count as the nearest', outside, 5, 3),
];

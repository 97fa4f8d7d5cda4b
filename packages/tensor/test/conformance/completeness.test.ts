/**
 * What every op in the table owes: cases, kernels for both backends, a gradient or a reason, PyTorch's figures or a
 * reason, and an up-to-date line in the op reference.
 */
import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { kernelTable } from '../../src/generated/cpuModule.ts';
import { opTable, type OpName } from '../../src/index.ts';
import { checkedGradients } from './conformanceCase.ts';
import { loadCases } from './loadCases.ts';
import { opReference, withoutFamily } from './opReference.ts';
import { torchFigures } from './torchFigures.ts';

const modules = await loadCases();
const names = Object.keys(opTable) as OpName[];

describe.each(names)('%s', (name) => {
  const module = modules.get(name);
  const own = module?.cases.filter((one) => one.op === name) ?? [];

  test('has cases of its own', () => {
    expect(opTable[name].name, 'the name in the record').toBe(name);
    expect(own.length, `cases in cases/${name}.ts`).toBeGreaterThan(0);
    const titles = own.map((one) => one.name);
    expect(new Set(titles).size, 'distinct names').toBe(titles.length);
  });

  test('has a tested gradient, or a reason for none', () => {
    const { backward } = opTable[name];
    if (typeof backward === 'function')
      expect(own.some((one) => checkedGradients(one).includes(true))).toBe(true);
    else expect(backward.none).not.toBe('');
  });

  test('has kernels for both backends', () => {
    for (const { name: kernel, only, wgsl } of opTable[name].kernels) {
      if (only !== 'webgpu') expect(Object.keys(kernelTable), 'kernels for cpu').toContain(kernel);
      if (only !== 'cpu') expect(wgsl, `WGSL of ${kernel}`).not.toBe('');
    }
  });

  test("has PyTorch's figures, or a reason for none", () => {
    const figures = Object.keys(torchFigures(name));
    if (module?.noFigures) expect(figures).toEqual([]);
    else expect(figures.length, `entries in fixtures/${name}.json`).toBeGreaterThan(0);
    // An entry that no case uses is a misspelt name.
    expect(own.map((one) => one.name)).toEqual(expect.arrayContaining(figures));
  });
});

test('every function has a family in opFamilies.ts', () => {
  expect(withoutFamily()).toEqual([]);
});

test('docs/reference/ops.md is what `npm run docs:ops` writes', async () => {
  await expect(await opReference(modules)).toMatchFileSnapshot('../../../../docs/reference/ops.md');
});

test('every case file belongs to an op', () => {
  expect(names).toEqual(expect.arrayContaining([...modules.keys()]));
});

test('every op has a file of its name', () => {
  const files = readdirSync(new URL('../../src/ops/', import.meta.url), {
    recursive: true,
    encoding: 'utf8',
  });
  const stems = files.map((file) => file.replaceAll('\\', '/').split('/').at(-1)?.replace(/\.ts$/, ''));
  expect(stems).toEqual(expect.arrayContaining(names));
});

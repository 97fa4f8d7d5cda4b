import { ESLint } from 'eslint';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
import { runNx } from '../setup/nxRunner.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const rule = '@nx/enforce-module-boundaries';

const layers = ['tensor', 'config', 'data', 'models', 'training', 'cli'] as const;
type Layer = (typeof layers)[number];

/** The design's import graph, written down a second time: lint's own table must agree with it. */
const allowed: Record<Layer, readonly Layer[]> = {
  tensor: [],
  config: [],
  data: ['config'],
  models: ['tensor', 'config'],
  training: ['tensor', 'config'],
  cli: ['tensor', 'config', 'data', 'models', 'training'],
};

const eslint = new ESLint({
  cwd: root,
  ruleFilter: ({ ruleId }) => ruleId === rule,
  // The linted file does not exist, so no TypeScript project can hold it; this rule needs no types.
  overrideConfig: { languageOptions: { parserOptions: { projectService: false } } },
});

async function violations(layer: Layer, code: string): Promise<string[]> {
  const [result] = await eslint.lintText(code, { filePath: `${root}packages/${layer}/src/probe.ts` });
  return (result?.messages ?? []).map(({ ruleId, message }) => `${ruleId ?? 'parser'}: ${message}`);
}

beforeAll(async () => {
  // The rule reads Nx's project graph from its cache, and lets everything pass where there is none.
  expect(await runNx(['show', 'projects'])).toBe(0);
}, 120_000);

describe.each(layers)('a file in packages/%s', (layer) => {
  const others = layers.filter((other) => other !== layer);
  // craft-cli is a program and exports nothing, so its name leads nowhere.
  const importable = others.filter((other) => other !== 'cli');

  test.each(importable)('imports from %s only where the design allows it', async (other) => {
    const found = await violations(layer, `import { thing } from '@craft/${other}';\nexport { thing };\n`);
    if (allowed[layer].includes(other)) expect(found).toEqual([]);
    else expect(found).toEqual([expect.stringContaining(rule)]);
  });

  test.each(others)('never reaches into %s by a relative path', async (other) => {
    const found = await violations(layer, `export { thing } from '../../${other}/src/index.ts';\n`);
    expect(found).toEqual([expect.stringContaining(rule)]);
  });
});

test.each([
  ['a dynamic import', `export const load = () => import('@craft/models');\n`],
  ['an import of types', `import type { Module } from '@craft/models';\nexport type M = Module;\n`],
  ['a re-export', `export * from '@craft/models';\n`],
])('%s is held to the same rule', async (_, code) => {
  expect(await violations('training', code)).toEqual([expect.stringContaining(rule)]);
});

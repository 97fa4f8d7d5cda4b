import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { componentSchema, createRegistry } from '@craft/config';
import { openDevice, type Device } from '@craft/tensor';
import * as v from 'valibot';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { modelComponents, type Gpt } from '../../src/index.ts';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const presetFolder = here('../../../../configs/model/');
const registry = createRegistry(modelComponents);
const schema = componentSchema(registry, 'model');
const readPreset = (name: string) =>
  v.parse(schema, parse(readFileSync(`${presetFolder}${name}.yaml`, 'utf8')));

let device: Device;
beforeAll(async () => {
  device = await openDevice('cpu', { threads: 1 });
});
afterAll(() => device.close());

const build = (preset: string): Gpt =>
  registry.create('model', readPreset(preset), { vocabSize: 65, seed: 1, device });

describe('parameter counts at 65 characters', () => {
  test.each([
    ['gpt-quickstart', 227_904],
    ['gpt-shakespeare-cpu', 804_096],
    ['gpt-shakespeare', 10_745_088],
    ['gpt-1m', 1_222_400],
  ])('%s has %i', (preset, count) => {
    const model = build(preset);
    expect(model.parameterCount()).toBe(count);
    model.dispose();
  });

  test("nanoGPT's figures, which leave the position embedding out: 0.80 M and 10.65 M", () => {
    const counted = (preset: string) => {
      const model = build(preset);
      const count = model.parameterCount() - (model.positionEmbedding?.weight.size ?? 0);
      model.dispose();
      return (count / 1e6).toFixed(2);
    };
    expect(counted('gpt-shakespeare-cpu')).toBe('0.80');
    expect(counted('gpt-shakespeare')).toBe('10.65');
  });
});

describe('every family is complete', () => {
  const presets = readdirSync(presetFolder).map((file) => file.replace('.yaml', ''));
  const fixtures = readdirSync(here('../fixtures'));
  const readme = readFileSync(here('../../README.md'), 'utf8');

  test.each(modelComponents.map((component) => [component.name, component] as const))(
    '%s',
    (name, component) => {
      expect(existsSync(here(`../../src/families/${name}`)), 'a folder').toBe(true);
      expect(
        presets.filter((preset) => readPreset(preset).type === name),
        'a preset',
      ).not.toEqual([]);
      expect(
        fixtures.filter((file) => file.startsWith(`${name}-`)),
        'reference figures',
      ).not.toEqual([]);
      expect(readme.includes(`\n| \`${name}\` `), 'a row in the README').toBe(true);
      for (const [option, entry] of Object.entries(component.schema.entries)) {
        expect(descriptionOf(entry), `a description of ${option}`).toMatch(/\.$/);
      }
    },
  );
});

/** Looks through optional and nullable. */
function descriptionOf(schema: v.GenericSchema): string | undefined {
  return (
    v.getDescription(schema) ??
    ('wrapped' in schema ? descriptionOf(schema.wrapped as v.GenericSchema) : undefined)
  );
}

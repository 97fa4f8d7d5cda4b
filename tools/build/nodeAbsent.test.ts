/** The builds for pages, as `npm run build` left them. */
import { readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

const packages = fileURLToPath(new URL('../../packages/', import.meta.url));

interface Page {
  readonly isCraftError: (error: unknown) => boolean;
  readonly discoverProject: (cwd: string) => Promise<unknown>;
  readonly parseDuration: (text: string) => unknown;
}

/** What a file of `folder` imports, and the files beside it that it imports. */
function importsOf(folder: string, file: string, seen = new Set<string>()): string[] {
  seen.add(file);
  const text = readFileSync(`${folder}${file}`, 'utf8');
  return [...text.matchAll(/(?:from|import\() ?"([^"]+)"/g)].flatMap(([, module = '']) => {
    if (!module.startsWith('./')) return [module];
    const beside = module.slice(2);
    return seen.has(beside) ? [] : importsOf(folder, beside, seen);
  });
}

describe.each(['config', 'data', 'training'])('packages/%s/dist/page.js', (name) => {
  test('imports nothing of Node', () => {
    const imported = importsOf(`${packages}${name}/dist/`, 'page.js');
    expect(imported).not.toEqual([]);
    expect(imported.filter((module) => isBuiltin(module) || /cosmiconfig|tinyglobby/.test(module))).toEqual(
      [],
    );
  });

  test('exports what the build for Node exports', async () => {
    const load = async (file: string): Promise<string[]> =>
      Object.keys((await import(`${packages}${name}/dist/${file}`)) as object);
    expect(await load('page.js')).toEqual(await load('index.js'));
  });
});

test('what needs Node is an error that says so, and the rest works', async () => {
  const config = (await import(`${packages}config/dist/page.js`)) as Page;
  const error: unknown = await config.discoverProject('/').catch((reason: unknown) => reason);
  expect(config.isCraftError(error)).toBe(true);
  expect(error).toMatchInlineSnapshot(`[CraftError: cosmiconfig: expected Node but this is a page]`);
  expect(config.parseDuration('10min')).toEqual({ value: 600, unit: 'second' });
});

import { createRequire, register } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { CraftError } from './craftError.ts';

/**
 * Loads TypeScript as Node 22.18 does by itself: types are taken away, nothing is checked, and a type that is
 * imported says so (`import type`). Runs in Node's loader thread, so it is text; what it needs comes as `data`.
 */
const hooks = `
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
let ts;
export async function initialize({ typescript }) {
  ts = (await import(typescript)).default;
}
export async function load(url, context, nextLoad) {
  if (!/^file:.*\\.m?ts$/.test(url)) return nextLoad(url, context);
  const fileName = fileURLToPath(url);
  const compilerOptions = {
    module: ts.ModuleKind.ESNext,
    target: ts.ScriptTarget.ES2022,
    verbatimModuleSyntax: true,
    inlineSourceMap: true,
  };
  const text = await readFile(fileName, 'utf8');
  return { format: 'module', shortCircuit: true, source: ts.transpileModule(text, { fileName, compilerOptions }).outputText };
}
`;

let isRegistered = false;

/**
 * Lets the imports that follow read TypeScript, if `file` is some and this Node does not by itself.
 *
 * @throws CraftError `config.no-typescript` where neither Node nor the project has what it takes
 */
export async function importTypescript(file: string, root: string): Promise<void> {
  const isBuiltIn = Boolean((process.features as { typescript?: unknown }).typescript);
  if (isRegistered || isBuiltIn || !/\.m?ts$/.test(file)) return;
  let typescript: string;
  try {
    typescript = createRequire(join(root, 'craft.config.js')).resolve('typescript');
  } catch (cause) {
    throw new CraftError('it is TypeScript, which this version of Node cannot read by itself', {
      code: 'config.no-typescript',
      hint: 'Install typescript in the project, take Node 22.18 or newer, or write the plugin in JavaScript.',
      cause,
    });
  }
  register(`data:text/javascript,${encodeURIComponent(hooks)}`, {
    parentURL: import.meta.url,
    data: { typescript: pathToFileURL(typescript).href },
  });
  isRegistered = true;
}

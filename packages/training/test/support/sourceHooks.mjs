// Lets a child process run the packages from source: `node --conditions=@craft/source --import tsx --import <this>`.
import { readFileSync } from 'node:fs';
import { register } from 'node:module';
import { fileURLToPath } from 'node:url';

register(import.meta.url);

/** Imports a `.wgsl` file as its text, as the packages' builds do. */
export async function load(url, context, nextLoad) {
  if (!url.endsWith('.wgsl')) return nextLoad(url, context);
  const text = readFileSync(fileURLToPath(url), 'utf8');
  return { format: 'module', shortCircuit: true, source: `export default ${JSON.stringify(text)};` };
}

import { readFileSync } from 'node:fs';
import type { Plugin } from 'vite';

/** Imports a `.wgsl` file as its text, as tsup's text loader does in builds. */
export function wgslAsText(): Plugin {
  return {
    name: 'craft:wgsl-as-text',
    enforce: 'pre',
    load(id) {
      if (!id.endsWith('.wgsl')) return null;
      return `export default ${JSON.stringify(readFileSync(id, 'utf8'))};`;
    },
  };
}

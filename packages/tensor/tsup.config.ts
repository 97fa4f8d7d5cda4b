import { defineConfig } from 'tsup';

export default defineConfig({
  entry: ['src/index.ts'],
  format: 'esm',
  platform: 'neutral',
  target: 'es2022',
  clean: true,
  sourcemap: true,
  esbuildOptions(options) {
    // The sources are in the package.
    options.sourcesContent = false;
  },
  // Node's own modules are reached by dynamic import, behind a check for Node: a page never asks for them.
  external: [/^node:/, 'webgpu'],
  loader: { '.wgsl': 'text' },
});

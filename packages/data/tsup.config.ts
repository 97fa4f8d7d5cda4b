import { defineConfig } from 'tsup';

export default defineConfig({
  // A worker is a file of its own, beside the bundle that starts it.
  entry: { index: 'src/index.ts', wordWorker: 'src/workers/wordWorker.ts' },
  format: 'esm',
  platform: 'node',
  target: 'es2022',
  clean: true,
  sourcemap: true,
  esbuildOptions(options) {
    // The sources are in the package.
    options.sourcesContent = false;
  },
});

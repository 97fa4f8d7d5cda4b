import { defineConfig } from 'tsup';

export default defineConfig({
  entry: ['src/index.ts'],
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

import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';
import { probeAdapter, vulkanEnvironment } from './tools/setup/vulkan.mjs';

const root = fileURLToPath(new URL('.', import.meta.url));
const packages = ['tensor', 'config', 'data', 'models', 'training', 'cli'];

/** Imports a `.wgsl` file as its text, as tsup's text loader does in builds. */
function wgslAsText(): Plugin {
  return {
    name: 'craft:wgsl-as-text',
    enforce: 'pre',
    load(id) {
      if (!id.endsWith('.wgsl')) return null;
      return `export default ${JSON.stringify(readFileSync(id, 'utf8'))};`;
    },
  };
}

Object.assign(process.env, vulkanEnvironment());
// Tests of WebGPU run where this is '1', and are skipped by name where it is '0': never in CI.
process.env.CRAFT_WEBGPU ??= process.env.CI || probeAdapter().adapter ? '1' : '0';

export default defineConfig({
  test: {
    // The CPU backend's threads take every core while they compute: two test files at once would only wait for
    // each other on a small machine.
    maxWorkers: '50%',
    projects: [
      ...packages.map((name) => ({
        root: `${root}packages/${name}`,
        plugins: [wgslAsText()],
        // Packages import each other from source: no build stands between an edit and its test.
        ssr: { resolve: { conditions: ['@craft/source', 'module', 'node', 'default'] } },
        test: {
          name,
          include: ['test/**/*.test.ts'],
          environment: 'node',
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      })),
      {
        root: `${root}tools`,
        test: { name: 'tools', include: ['**/*.test.ts'], environment: 'node', testTimeout: 120_000 },
      },
    ],
  },
});

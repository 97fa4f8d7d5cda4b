import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { wgslAsText } from './tools/browser/wgslAsText.ts';
import { findChromium } from './tools/setup/chromium.mjs';
import { probeAdapter, vulkanEnvironment } from './tools/setup/vulkan.mjs';

const root = fileURLToPath(new URL('.', import.meta.url));
const packages = ['tensor', 'config', 'data', 'models', 'training', 'cli'];

Object.assign(process.env, vulkanEnvironment());
// Tests run what ships, not what was measured to be fast on this machine.
process.env.CRAFT_AUTOTUNE ??= 'off';
// Tests of WebGPU run where this is '1', and are skipped by name where it is '0': never in CI.
process.env.CRAFT_WEBGPU ??= process.env.CI || probeAdapter().adapter ? '1' : '0';
// So do tests in a browser: '' means that there is none.
process.env.CRAFT_CHROMIUM ??= findChromium() ?? '';

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

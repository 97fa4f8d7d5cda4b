/**
 * The conformance suite of @craft/tensor inside a browser: WebGPU as a page sees it, and the CPU backend on
 * threads (a page with cross-origin isolation) and on one thread (a page without).
 */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { PageReport, PageRequest } from '../../packages/tensor/test/browser/conformancePage.ts';
import { browserExpected, openBrowser, type BrowserSession } from './browserSession.ts';
import { wgslAsText } from './wgslAsText.ts';

const tensorTests = fileURLToPath(new URL('../../packages/tensor/test/', import.meta.url));
// CRAFT_CONFORMANCE=gelu,silu runs these ops only, for work on them.
const only = process.env['CRAFT_CONFORMANCE']?.split(',');
const files = readdirSync(join(tensorTests, 'conformance/cases'))
  .map((file) => file.replace(/\.ts$/, ''))
  .filter((name) => only?.includes(name) ?? true);

interface Configuration {
  readonly title: string;
  readonly isolated: boolean;
  readonly request: PageRequest;
  readonly description: RegExp;
}

const configurations: readonly Configuration[] = [
  {
    title: 'cpu on two threads, in a page with cross-origin isolation',
    isolated: true,
    request: { device: 'cpu', threads: 2, files },
    description: /cpu \(2 threads/,
  },
  {
    title: 'cpu on one thread, in a page without cross-origin isolation',
    isolated: false,
    request: { device: 'cpu', threads: 2, files },
    description: /cpu \(1 thread,/,
  },
  {
    title: 'webgpu',
    isolated: false,
    request: { device: 'webgpu', threads: 1, files },
    description: /^webgpu/,
  },
];

let folder = '';
beforeAll(async () => {
  if (!browserExpected) return;
  folder = mkdtempSync(join(tmpdir(), 'craft-conformance-'));
  await build({
    configFile: false,
    root: join(tensorTests, 'browser'),
    logLevel: 'error',
    plugins: [wgslAsText()],
    build: { outDir: folder, emptyOutDir: true, minify: false, target: 'esnext' },
  });
}, 120_000);
afterAll(() => {
  if (folder) rmSync(folder, { recursive: true });
});

for (const { title, isolated, request, description } of configurations) {
  const name = browserExpected ? title : `${title} (skipped: no Chromium on this machine)`;
  describe.skipIf(!browserExpected)(name, () => {
    let session: BrowserSession;
    let report: PageReport;
    beforeAll(async () => {
      session = await openBrowser(folder, { isolated });
      report = await session.page.evaluate((wanted) => window.craftConformance(wanted), request);
    }, 400_000);
    afterAll(() => session?.close());

    test('runs on the device it is about', () => {
      expect(report.isolated).toBe(isolated);
      expect(report.device).toMatch(description);
      expect(session.errors).toEqual([]);
    });

    test.each(files)('%s', (file) => {
      const found = report.files.find((one) => one.name === file);
      expect(found?.failures).toEqual([]);
      expect(found?.passed).toBeGreaterThan(0);
    });
  });
}

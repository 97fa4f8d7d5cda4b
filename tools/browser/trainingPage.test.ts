/** examples/browser as its reader uses it: built from the packages' builds, and driven in Chromium. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { browserExpected, openBrowser, type BrowserSession } from './browserSession.ts';

const example = fileURLToPath(new URL('../../examples/browser/', import.meta.url));
const text = 'The cat sat on the mat and the rat ate the hat. '.repeat(40);

let folder = '';
beforeAll(async () => {
  if (!browserExpected) return;
  folder = mkdtempSync(join(tmpdir(), 'craft-page-'));
  await build({ root: example, logLevel: 'error', build: { outDir: folder, emptyOutDir: true } });
}, 120_000);
afterAll(() => {
  if (folder) rmSync(folder, { recursive: true });
});

const pages = [
  {
    title: 'a page with cross-origin isolation',
    isolated: true,
    device: 'auto',
    description: /cpu \(\d+ threads?,/,
    steps: 40,
  },
  {
    title: 'a page without cross-origin isolation',
    isolated: false,
    device: 'auto',
    description: /cpu \(1 thread,/,
    steps: 40,
  },
  // Fewer steps: the software adapter takes its time.
  {
    title: 'a page on WebGPU',
    isolated: false,
    device: 'webgpu',
    description: /webgpu \(/,
    steps: 12,
  },
];

for (const { title, isolated, device, description, steps } of pages) {
  const name = browserExpected ? title : `${title} (skipped: no Chromium on this machine)`;
  describe.skipIf(!browserExpected)(name, () => {
    let session: BrowserSession;
    beforeAll(async () => {
      session = await openBrowser(folder, { isolated });
    }, 60_000);
    afterAll(() => session?.close());

    test('learns the text and writes', async () => {
      const { page, errors } = session;
      expect((await page.inputValue('#text')).length).toBeGreaterThan(10_000);
      await page.fill('#text', text);
      await page.fill('#steps', String(steps));
      await page.selectOption('#device', device);
      await page.click('#train');
      await page.waitForSelector('#train:enabled', { timeout: 150_000 });
      const status = (await page.textContent('#status')) ?? '';
      expect(status).toContain(`Finished after ${steps} steps`);
      expect(status).toMatch(description);
      const [, first, last] = /loss ([\d.]+) → ([\d.]+)/.exec(status)?.map(Number) ?? [];
      expect(first).toBeGreaterThan(2);
      expect(last).toBeLessThan((first ?? NaN) - 0.5);
      expect((await page.textContent('#sample'))?.length).toBeGreaterThan(200);
      // The curve is blue.
      expect(await page.evaluate(bluePixels)).toBeGreaterThan(50);
      expect(errors).toEqual([]);
    }, 180_000);

    test('stops when it is asked to, and can begin again', async () => {
      const { page } = session;
      await page.fill('#steps', '5000');
      await page.click('#train');
      await page.waitForFunction(() => /^step \d/.test(document.querySelector('#status')?.textContent ?? ''));
      await page.click('#stop');
      await page.waitForSelector('#train:enabled');
      expect(await page.textContent('#status')).toMatch(/^Finished after \d{1,3} steps/);
    }, 60_000);

    test('says what is wrong with a text that is too short', async () => {
      const { page } = session;
      await page.fill('#text', 'too short');
      await page.click('#train');
      await page.waitForSelector('#train:enabled');
      expect(await page.textContent('#status')).toMatchInlineSnapshot(
        `"loader: expected at least 65 tokens but received 9 (Use a longer text or a shorter model.contextLength.)"`,
      );
    }, 60_000);
  });
}

function bluePixels(): number {
  const canvas = document.querySelector<HTMLCanvasElement>('#chart canvas');
  const pixels = canvas?.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data ?? [];
  let count = 0;
  for (let i = 0; i < pixels.length; i += 4) {
    if ((pixels[i + 2] ?? 0) > 150 && (pixels[i] ?? 0) < 100 && (pixels[i + 3] ?? 0) > 0) count++;
  }
  return count;
}

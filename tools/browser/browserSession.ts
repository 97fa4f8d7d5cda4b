import { chromium, type Browser, type Page } from 'playwright-core';
import { preview } from 'vite';

/** The Chromium that vitest.config.ts found; undefined where there is none and none is expected. */
export const chromiumPath: string | undefined = process.env['CRAFT_CHROMIUM'] || undefined;

/** Whether browser tests run: where a Chromium is, and in CI always, so that a missing one fails them. */
export const browserExpected = chromiumPath !== undefined || Boolean(process.env['CI']);

/** An open page of a folder served on loopback. */
export interface BrowserSession {
  readonly page: Page;
  /** What the page printed as errors, and the errors nobody caught. */
  readonly errors: readonly string[];
  close(): Promise<void>;
}

const isolation = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
};

// Chromium keeps WebGPU off on Linux, and takes a real adapter where it finds one: tests repeat better
// on SwiftShader, which is a part of it.
const flags =
  process.platform === 'linux'
    ? ['--enable-unsafe-webgpu', '--use-webgpu-adapter=swiftshader']
    : ['--enable-unsafe-webgpu'];

/** Serves a built folder, with cross-origin isolation or without, and opens its index page in Chromium. */
export async function openBrowser(
  folder: string,
  { isolated }: { isolated: boolean },
): Promise<BrowserSession> {
  if (!chromiumPath) {
    throw new Error('expected a Chromium but found none: install it, or name one in CRAFT_CHROMIUM');
  }
  const server = await preview({
    configFile: false,
    root: folder,
    logLevel: 'error',
    build: { outDir: '.' },
    preview: { host: '127.0.0.1', port: 0, headers: isolated ? isolation : {} },
  });
  const address = server.httpServer.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  let browser: Browser | undefined;
  const close = async (): Promise<void> => {
    await browser?.close();
    await server.close();
  };
  try {
    browser = await chromium.launch({ executablePath: chromiumPath, args: flags, chromiumSandbox: false });
    const page = await browser.newPage();
    const errors: string[] = [];
    page.on('pageerror', (error) => errors.push(String(error)));
    page.on('console', (message) => {
      if (message.type() === 'error') errors.push(message.text());
    });
    await page.goto(`http://127.0.0.1:${port}/`);
    return { page, errors, close };
  } catch (error) {
    await close();
    throw error;
  }
}

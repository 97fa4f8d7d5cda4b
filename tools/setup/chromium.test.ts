import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { findChromium } from './chromium.mjs';

test('CRAFT_CHROMIUM names a browser, or none', () => {
  expect(findChromium({ CRAFT_CHROMIUM: '/opt/chrome' })).toBe('/opt/chrome');
  expect(findChromium({ CRAFT_CHROMIUM: '' })).toBeUndefined();
});

test.runIf(process.platform === 'linux')('a command that does not run is no browser', () => {
  const folder = mkdtempSync(join(tmpdir(), 'craft-chromium-'));
  const command = (name: string, script: string): string => {
    const path = join(folder, name);
    writeFileSync(path, `#!/bin/sh\n${script}\n`);
    chmodSync(path, 0o755);
    return path;
  };
  try {
    expect(findChromium({ PATH: folder })).toBeUndefined();
    command('chromium', 'echo "requires the chromium snap to be installed"; exit 1');
    expect(findChromium({ PATH: folder })).toBeUndefined();
    const chrome = command('google-chrome', 'echo "Google Chrome 156.0.8078.79"');
    expect(findChromium({ PATH: folder })).toBe(chrome);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'tsup';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeWebgpu } from './webgpuDevice.ts';

const program = fileURLToPath(new URL('webgpuProgram.ts', import.meta.url));

function run(args: string[], environment: NodeJS.ProcessEnv = process.env) {
  const { status, signal, stdout, stderr } = spawnSync(process.execPath, args, {
    cwd: fileURLToPath(new URL('.', import.meta.url)),
    env: environment,
    encoding: 'utf8',
    timeout: 30_000,
  });
  return { status, signal, stdout, stderr };
}

describeWebgpu('a program on webgpu', () => {
  it('exits by itself once the device is closed', () => {
    expect(run(['--import', 'tsx', program])).toMatchObject({ status: 0, stdout: 'computed\n' });
  });

  it('survives garbage collections', () => {
    const outcome = run(['--expose-gc', '--import', 'tsx', program]);
    expect(outcome).toMatchObject({ status: 0, signal: null, stdout: 'computed\n' });
  });

  it('exits by itself even when the device is not closed', () => {
    expect(run(['--import', 'tsx', program, '--no-close'])).toMatchObject({
      status: 0,
      stdout: 'computed\n',
    });
  });
});

describe('a program without webgpu', () => {
  // Outside the repository, so that no node_modules with the package is above it.
  const folder = mkdtempSync(join(tmpdir(), 'craft-webgpu-'));
  const bundle = join(folder, 'webgpuProgram.js');

  beforeAll(async () => {
    await build({
      entry: [program],
      outDir: folder,
      format: 'esm',
      platform: 'browser',
      target: 'es2022',
      minify: true,
      config: false,
      silent: true,
    });
  });

  afterAll(() => rmSync(folder, { recursive: true }));

  it('does not take the package into a bundle for pages, nor anything of Node', () => {
    expect(readFileSync(bundle, 'utf8')).not.toMatch(/dawn\.node|from ?["']|import ?["']/);
  });

  it('says what to install when the package is missing', () => {
    const { status, stdout, stderr } = run([
      '--input-type=module',
      '--eval',
      `import ${JSON.stringify(bundle)}`,
    ]);
    expect(stdout).toMatchInlineSnapshot(`
      "the package webgpu is not installed
      npm install webgpu@0.6.2
      device.unavailable: webgpu: the package webgpu is not installed
      "
    `);
    expect([status, stderr]).toEqual([3, '']);
  });

  it.runIf(process.platform === 'linux')('says what to install when there is no driver', () => {
    const none = { VK_DRIVER_FILES: '/nonexistent.json', VK_ICD_FILENAMES: '/nonexistent.json' };
    const { status, stdout } = run(['--import', 'tsx', program], { ...process.env, ...none });
    expect(stdout).toMatchInlineSnapshot(`
      "found no adapter: no driver of this machine offers what WebGPU needs
      install a Vulkan driver; on Debian or Ubuntu: apt-get install libvulkan1 mesa-vulkan-drivers
      device.unavailable: webgpu: found no adapter: no driver of this machine offers what WebGPU needs
      "
    `);
    expect(status).toBe(3);
  });
});

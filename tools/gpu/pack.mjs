/**
 * Packs a folder that a bare Linux machine with a GPU can run (x86-64, a driver, neither Node nor a Vulkan loader):
 *
 *   node tools/gpu/pack.mjs <folder>
 *   (there) sh <folder>/run.sh [conformance files …]
 *
 * It holds the program packages/tensor/test/gpu/gpuReport.ts as one file, this Node and Dawn compressed, and Debian's
 * Vulkan loader where apt-get gives it. Everything stays within 64 MB.
 */
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

const root = fileURLToPath(new URL('../..', import.meta.url));
const [folderName] = process.argv.slice(2);
if (folderName === undefined) {
  console.error('usage: node tools/gpu/pack.mjs <folder>');
  process.exit(2);
}
const folder = resolve(folderName);
rmSync(folder, { recursive: true, force: true });
mkdirSync(join(folder, 'node_modules', 'webgpu'), { recursive: true });

await build({
  configFile: false,
  root: join(root, 'packages', 'tensor'),
  logLevel: 'warn',
  plugins: [wgslText()],
  build: {
    ssr: 'test/gpu/gpuReport.ts',
    outDir: folder,
    emptyOutDir: false,
    target: 'node20',
    rollupOptions: { external: [/^node:/, 'webgpu'], output: { entryFileNames: 'gpuReport.mjs' } },
  },
});

const webgpu = dirname(createRequire(import.meta.url).resolve('webgpu/package.json'));
for (const file of ['package.json', 'index.js']) {
  copyFileSync(join(webgpu, file), join(folder, 'node_modules', 'webgpu', file));
}
compress(join(webgpu, 'dist', 'linux-x64', 'dawn.node'), 'dawn.node.xz');
compress(process.execPath, 'node.xz');
const loader = spawnSync('apt-get', ['download', 'libvulkan1'], { cwd: folder, encoding: 'utf8' });
if (loader.status !== 0) {
  console.error(
    `No Vulkan loader is packed (apt-get: ${(loader.stderr ?? '').trim()}): the machine needs its own.`,
  );
}
writeFileSync(
  join(folder, 'run.sh'),
  `#!/bin/sh
# Unpacks what is beside it and runs the report. Made by tools/gpu/pack.mjs.
set -e
cd "$(dirname "$0")"
for package in *.deb; do [ -e "$package" ] && dpkg -x "$package" loader; done
[ -e node ] || { xz -dc node.xz > node; chmod +x node; }
mkdir -p node_modules/webgpu/dist/linux-x64
[ -e node_modules/webgpu/dist/linux-x64/dawn.node ] || xz -dc dawn.node.xz > node_modules/webgpu/dist/linux-x64/dawn.node
LD_LIBRARY_PATH="$PWD/loader/usr/lib/x86_64-linux-gnu:$LD_LIBRARY_PATH" exec ./node gpuReport.mjs "$@"
`,
);
console.log(folder);

function compress(from, name) {
  const { status, stdout } = spawnSync('xz', ['-6', '-T0', '-c', from], { maxBuffer: 2 ** 30 });
  if (status !== 0) throw new Error(`xz could not compress ${from}`);
  writeFileSync(join(folder, name), stdout);
}

/** As tools/browser/wgslAsText.ts, which Node 20 cannot import. */
function wgslText() {
  return {
    name: 'wgsl-as-text',
    enforce: 'pre',
    async load(id) {
      if (!id.endsWith('.wgsl')) return null;
      const { readFile } = await import('node:fs/promises');
      return `export default ${JSON.stringify(await readFile(id, 'utf8'))};`;
    },
  };
}

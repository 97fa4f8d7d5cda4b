#!/usr/bin/env node
// Plain JavaScript, and committed: npm links it before anything is built, and an old Node still reads it.
import { existsSync } from 'node:fs';
import * as nodeModule from 'node:module';

const [major, minor] = process.versions.node.split('.').map(Number);
const main = new URL('../dist/main.js', import.meta.url);

if (major < 20 || (major === 20 && minor < 19)) {
  console.error(
    `craft-cli: expected Node 20.19 or newer but this is Node ${process.versions.node}: see https://nodejs.org`,
  );
  process.exitCode = 1;
} else if (!existsSync(main)) {
  console.error('craft-cli: it is not built yet. Run `npm run build` at the root of its repository.');
  process.exitCode = 1;
} else {
  // Keeps compiled code between starts, from Node 22.8 on.
  nodeModule.enableCompileCache?.();
  const { runMain } = await import(main.href);
  process.exitCode = await runMain(process.argv.slice(2));
}

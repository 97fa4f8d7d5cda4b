// Puts the configs that ship beside craft-cli's build, where its package.json's "files" picks them up.
import { cpSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const source = fileURLToPath(new URL('../../configs', import.meta.url));
const target = fileURLToPath(new URL('../../packages/cli/configs', import.meta.url));

rmSync(target, { recursive: true, force: true });
cpSync(source, target, { recursive: true });

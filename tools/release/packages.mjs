import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const packages = fileURLToPath(new URL('../../packages', import.meta.url));

/** The workspace's packages: `[{ folder, path, manifest }]`, in the order of their folders' names. */
export function readPackages() {
  return readdirSync(packages)
    .map((folder) => ({ folder, path: join(packages, folder) }))
    .filter(({ path }) => existsSync(join(path, 'package.json')))
    .map((one) => ({ ...one, manifest: JSON.parse(readFileSync(join(one.path, 'package.json'), 'utf8')) }));
}

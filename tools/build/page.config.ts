/**
 * Builds a package for pages, beside its build for Node: `tsup --config ../../tools/build/page.config.ts`. The same
 * modules, exported under the condition `browser`, with what belongs to Node replaced by errors.
 */
import { defineConfig } from 'tsup';
import { nodeAbsent } from './nodeAbsent.ts';

/** Dependencies that work on files. */
const nodePackages = ['cosmiconfig', 'tinyglobby'];

export default defineConfig({
  entry: { page: 'src/index.ts' },
  format: 'esm',
  platform: 'browser',
  target: 'es2022',
  removeNodeProtocol: false,
  noExternal: nodePackages,
  esbuildPlugins: [nodeAbsent(nodePackages)],
});

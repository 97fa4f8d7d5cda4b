// Runs Nx from the workspace root without its background process: `node tools/setup/nx.mjs run-many -t build`.
import { runNx } from './nxRunner.mjs';

process.exitCode = await runNx(process.argv.slice(2));

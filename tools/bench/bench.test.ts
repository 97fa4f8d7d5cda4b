import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const script = fileURLToPath(new URL('./bench.mjs', import.meta.url));
const built = existsSync(new URL('../../packages/training/dist/index.js', import.meta.url));

// Benchmarks measure what is published: the packages as they are built.
test.skipIf(!built)('one tiny case gives one result of the documented shape, and a file', () => {
  const cwd = mkdtempSync(join(tmpdir(), 'craft-bench-'));
  const options = ['--tiny', '--no-peers', '--repeats', '1', '--seconds', '0.001', '--json'];
  const out = execFileSync(process.execPath, [script, 'matmul 256', ...options], {
    cwd,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const figure: unknown = expect.any(Number);
  expect(JSON.parse(out)).toEqual({
    results: [
      {
        case: 'matmul 256 NN',
        backend: 'cpu',
        ours: figure,
        peer: null,
        peerName: null,
        unit: 'GFLOP/s',
        ratio: null,
        spread: figure,
        peerSpread: null,
      },
    ],
  });
  expect(readdirSync(join(cwd, 'outputs/benchmarks'))).toHaveLength(1);
});

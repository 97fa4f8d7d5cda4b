/**
 * Benchmarks: `npm run bench -- [case …] [--json] [--backend cpu|webgpu] [--repeats n]`. Every case is measured against a
 * peer in the same run, alternating, and reported as a ratio of medians (above 1: Craft is ahead). Writes
 * outputs/benchmarks/<time>.json. PyTorch is the peer where a python3 with torch is found.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { findTorch } from './torchPeer.mjs';

const cases = {
  kernels: () => import('./cases/kernels.mjs'),
  matmul: () => import('./cases/matmul.mjs'),
  'training-step': () => import('./cases/trainingStep.mjs'),
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: 'boolean', default: false },
    backend: { type: 'string', default: 'cpu' },
    repeats: { type: 'string', default: '5' },
    help: { type: 'boolean', default: false },
  },
});
const unknown = positionals.filter((name) => !(name in cases));
if (values.help || unknown.length > 0) {
  console.error(
    `usage: npm run bench -- [${Object.keys(cases).join('|')} …] [--json] [--backend cpu|webgpu] [--repeats n]`,
  );
  if (unknown.length > 0) console.error(`unknown case: ${unknown.join(', ')}`);
  process.exit(values.help ? 0 : 2);
}

const { openDevice, setDefaultDevice } = await import('@craft/tensor');
const device = await openDevice(values.backend);
setDefaultDevice(device);
const torch = findTorch();
const context = { device, torch, repeats: Number(values.repeats), threads: availableParallelism() };
console.error(
  `${device.description}; peer: ${torch ? `PyTorch ${torch.version}, ${context.threads} threads` : 'none found'}`,
);

const results = [];
for (const name of positionals.length > 0 ? positionals : Object.keys(cases)) {
  const { run } = await cases[name]();
  for await (const result of run(context)) {
    results.push({ backend: device.kind, ...result });
    console.error(line(result));
  }
}
await device.close();

mkdirSync('outputs/benchmarks', { recursive: true });
const file = `outputs/benchmarks/${new Date().toISOString().replaceAll(':', '-')}.json`;
const report = {
  device: device.description,
  peer: torch ? `PyTorch ${torch.version}` : null,
  threads: context.threads,
  results,
};
writeFileSync(file, `${JSON.stringify(report, null, 2)}\n`);
console.error(`written to ${file}`);
if (values.json) console.log(JSON.stringify({ results }));

function line({ case: name, ours, peer, unit, ratio, spread }) {
  const peerPart = peer === null ? '' : `  peer ${format(peer)}  ratio ${ratio.toFixed(2)}`;
  return `${name.padEnd(34)} ${format(ours).padStart(9)} ${unit} (±${(100 * spread).toFixed(0)}%)${peerPart}`;
}

function format(value) {
  return value >= 100 ? value.toFixed(0) : value.toFixed(1);
}

/**
 * Whether a long run keeps its memory: `npm run bench:flat -- [--backend cpu|webgpu] [--steps n] [--json]` trains a
 * small GPT through the Trainer, compiled, and samples what the device holds and what the process takes. Ends with 1
 * where something grew between the second fifth of the run and the last. Writes outputs/benchmarks/flat-<time>.json.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { growth, sparkline } from './flatness.mjs';

const usage = 'usage: npm run bench:flat -- [--backend cpu|webgpu] [--steps n] [--json]';
const samplesWanted = 50;
const options = readOptions();
const { openDevice, setDefaultDevice } = await import('@craft/tensor');
const { prepareTraining } = await import('./peers/craftTraining.mjs');

// What nobody holds any more is no growth.
setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc');

const device = await openDevice(options.backend);
setDefaultDevice(device);
console.error(`${device.description}, ${options.steps} steps`);
const sizes = { layers: 2, heads: 2, width: 32, context: 32, vocabulary: 65, batch: 4 };
const training = await prepareTraining(sizes);
const every = Math.max(1, Math.floor(options.steps / samplesWanted));
const samples = [];
const start = performance.now();
for (let step = 1; step <= options.steps; step++) {
  await training.run();
  if (step % every > 0) continue;
  await device.synchronize();
  collect();
  const { liveBuffers, liveBytes, pooledBytes } = device.memory();
  samples.push({ step, liveBuffers, liveBytes, pooledBytes, rssBytes: process.memoryUsage.rss() });
}
const seconds = (performance.now() - start) / 1000;
await training.dispose();
await device.close();

const figures = [
  { name: 'liveBuffers', label: 'live buffers', allowed: 0, format: String },
  { name: 'liveBytes', label: 'live memory', allowed: 0, format: megabytes },
  { name: 'pooledBytes', label: 'pooled memory', allowed: 0, format: megabytes },
  { name: 'rssBytes', label: 'process (RSS)', allowed: 0.02, format: megabytes },
];
const results = figures.map(({ name, label, allowed, format }) => {
  const values = samples.map((sample) => sample[name]);
  const { early, late, share } = growth(values);
  const flat = share <= allowed;
  const change = `${share >= 0 ? '+' : '−'}${Math.abs(100 * share).toFixed(2)} %`;
  console.error(
    `${label.padEnd(14)} ${format(early).padStart(9)} → ${format(late).padStart(9)}  ${change.padStart(9)}  ` +
      `${sparkline(values)}  ${flat ? 'flat' : 'GREW'}`,
  );
  return { case: `flat ${name}`, backend: options.backend, early, late, share, flat };
});
const flat = results.every((result) => result.flat);
mkdirSync('outputs/benchmarks', { recursive: true });
const file = `outputs/benchmarks/flat-${new Date().toISOString().replaceAll(':', '-')}.json`;
const record = { device: device.description, steps: options.steps, seconds, sizes, flat, results, samples };
writeFileSync(file, `${JSON.stringify(record, null, 2)}\n`);
console.error(`${seconds.toFixed(0)} s; written to ${file}`);
if (options.json) console.log(JSON.stringify({ flat, results }));
process.exitCode = flat ? 0 : 1;

function readOptions() {
  let values;
  try {
    ({ values } = parseArgs({
      options: {
        backend: { type: 'string', default: 'cpu' },
        steps: { type: 'string', default: '5000' },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    }));
  } catch (error) {
    fail(error.message);
  }
  if (values.help) {
    console.log(usage);
    process.exit(0);
  }
  const steps = Number(values.steps);
  if (!(Number.isInteger(steps) && steps >= 10)) fail('--steps: expected 10 or more');
  if (!['cpu', 'webgpu'].includes(values.backend)) fail('--backend: expected cpu or webgpu');
  return { ...values, steps };
}

function fail(message) {
  console.error(`${message}\n${usage}`);
  process.exit(2);
}

function megabytes(bytes) {
  return `${(bytes / 1e6).toFixed(2)} MB`;
}

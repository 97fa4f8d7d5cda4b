/**
 * Benchmarks: `npm run bench -- [case …]`, where a case is a group (`matmul`), or the beginning of a name
 * (`'training-step got'`). Every case is measured against peers in the same run, in turn, and reported as ratios of
 * medians (above 1: Craft is ahead). Writes outputs/benchmarks/<time>.json.
 *
 * Peers are PyTorch where a python3 has it (CRAFT_PYTHON names one), and jax-js and TensorFlow.js where
 * `npm ci --prefix tools/bench` put them. Each runs in a process of its own.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { cases } from './cases/cases.mjs';

/** Of Craft alone, one way against another. */
const ownGroups = ['kernels', 'fusion'];
const groups = [...new Set(cases.map(({ group }) => group)), ...ownGroups];
const usage = `usage: npm run bench -- [case …] [--backend cpu|webgpu] [--repeats n] [--seconds s] [--json] [--tiny]
cases: ${groups.join(', ')}, or the beginning of a case's name
  --case name   the same as a name by itself
  --seconds s   how long a sample takes, about; default 0.5
  --tiny        tiny sizes, to see whether everything runs; the figures mean nothing
  --no-peers    Craft alone`;

const options = readOptions();
const { openCraft } = await import('./peers/craft.mjs');
const { answerer } = await import('./peers/serve.mjs');
const { findPeers } = await import('./peers/findPeers.mjs');
const { startPeer } = await import('./peers/peer.mjs');
const { measureCase } = await import('./measureCase.mjs');

const threads = availableParallelism();
const craft = await openCraft(options.backend);
console.error(craft.name);
const peers = [];
for (const found of options.peers ? findPeers(options.backend, threads) : []) {
  const peer = found.error === undefined ? await startPeer(found) : found;
  peers.push(peer);
  console.error(peer.error === undefined ? peer.name : `${peer.name} is left out: ${peer.error}`);
}

const results = [];
const ours = answerer(craft);
for (const one of options.cases) {
  if (one.backends && !one.backends.includes(options.backend)) {
    console.error(`${one.name}: only with --backend ${one.backends.join(' or ')}`);
    continue;
  }
  report(await measureCase(one, { ...options, ours, peers }));
}
for (const group of options.ownGroups) {
  const { run } = await import(`./cases/${group}.mjs`);
  for await (const result of run(options)) report([result]);
}
for (const peer of peers) peer.stop?.();
await craft.close();

mkdirSync('outputs/benchmarks', { recursive: true });
const file = `outputs/benchmarks/${new Date().toISOString().replaceAll(':', '-')}.json`;
const { repeats, seconds, tiny } = options;
const record = { device: craft.name, peers: peers.map(({ name, error }) => ({ name, error })), threads };
writeFileSync(file, `${JSON.stringify({ ...record, repeats, seconds, tiny, results }, null, 2)}\n`);
console.error(`written to ${file}`);
if (options.json) console.log(JSON.stringify({ results }));

function readOptions() {
  let parsed;
  try {
    parsed = parseArgs({
      allowPositionals: true,
      options: {
        backend: { type: 'string', default: 'cpu' },
        case: { type: 'string', multiple: true, default: [] },
        repeats: { type: 'string', default: '5' },
        seconds: { type: 'string', default: '0.5' },
        json: { type: 'boolean', default: false },
        tiny: { type: 'boolean', default: false },
        'no-peers': { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    });
  } catch (error) {
    fail(error.message);
  }
  const { values, positionals } = parsed;
  if (values.help) {
    console.log(usage);
    process.exit(0);
  }
  const wanted = [...positionals, ...values.case];
  const fits = (name) => (one) => one.group === name || one.name.startsWith(name);
  const unknown = wanted.filter((name) => !ownGroups.includes(name) && !cases.some(fits(name)));
  if (unknown.length > 0) fail(`unknown case: ${unknown.join(', ')}`);
  const [repeats, seconds] = [Number(values.repeats), Number(values.seconds)];
  if (!(Number.isInteger(repeats) && repeats > 0)) fail('--repeats: expected 1 or more');
  if (!(seconds > 0)) fail('--seconds: expected more than 0');
  if (!['cpu', 'webgpu'].includes(values.backend)) fail('--backend: expected cpu or webgpu');
  return {
    ...values,
    repeats,
    seconds,
    peers: !values['no-peers'],
    cases: cases.filter((one) => wanted.length === 0 || wanted.some((name) => fits(name)(one))),
    ownGroups: ownGroups.filter((group) =>
      wanted.length > 0 ? wanted.includes(group) : group !== 'kernels' || values.backend === 'webgpu',
    ),
  };
}

function fail(message) {
  console.error(`${message}\n${usage}`);
  process.exit(2);
}

function report(found) {
  for (const { case: name, ...figures } of found) {
    const result = { case: name, backend: options.backend, ...figures };
    results.push(result);
    console.error(line(result));
  }
}

function line({ case: name, ours, peer, peerName, unit, ratio, spread, peerSpread, note }) {
  const measured = (value, share) => `${format(value).padStart(9)} ±${(100 * share).toFixed(0).padStart(2)}%`;
  const own = ours === null ? '' : `${measured(ours, spread)} ${unit.padEnd(12)}`;
  const other = peerName === null ? '' : `  ${peerName.padEnd(34)} `;
  const end =
    peer === null
      ? (note ?? '')
      : `${measured(peer, peerSpread)}  ratio ${ratio.toFixed(2)}${note ? `  (${note})` : ''}`;
  return `${name.padEnd(36)} ${own}${other}${end}`;
}

function format(value) {
  return value >= 100 ? value.toFixed(0) : value.toFixed(value >= 1 ? 1 : 3);
}

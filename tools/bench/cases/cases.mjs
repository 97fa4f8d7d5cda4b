/**
 * What is measured. `work` is what one run does, in units of which `unit` counts so many per second; `tiny` are sizes
 * for trying a case out. `flops` of causal attention count the pairs that the mask leaves, and 2.5 times the forward
 * pass for the backward one.
 */
const giga = (flops) => flops / 1e9;

function matmul(label, m, n, k, { batch = 1, transposeA = false, transposeB = false } = {}) {
  return {
    group: 'matmul',
    name: `matmul ${label}`,
    op: 'matmul',
    sizes: { m, n, k, batch, transposeA, transposeB },
    tiny: { m: 33, n: 18, k: 20, batch: Math.min(batch, 2), transposeA, transposeB },
    unit: 'GFLOP/s',
    work: (s) => giga(2 * s.batch * s.m * s.n * s.k),
  };
}

function trainingStep(label, batch, sizes, { backends } = {}) {
  return {
    group: 'training-step',
    name: `training-step ${label}`,
    op: 'trainingStep',
    sizes: { ...sizes, batch },
    tiny: { layers: 2, heads: 2, width: 16, context: 8, vocabulary: 11, batch: 2 },
    unit: 'tokens/s',
    work: (s) => s.batch * s.context,
    runs: 3,
    backends,
  };
}

const other = (name, op, sizes, tiny, unit, work) => ({ group: op, name, op, sizes, tiny, unit, work });

const attention = (batch, tokens, heads, width) =>
  other(
    `attention T ${tokens}`,
    'attention',
    { batch, tokens, heads, width },
    { batch: 2, tokens: 19, heads: 2, width: 16 },
    'GFLOP/s',
    (s) => giga(7 * s.batch * s.tokens * (s.tokens + 1) * s.heads * s.width),
  );

const nano = { layers: 6, heads: 8, width: 128, context: 256, vocabulary: 65 };

export const cases = [
  ...[256, 512, 1024, 2048].map((n) => matmul(`${n} NN`, n, n, n)),
  matmul('1024 NT', 1024, 1024, 1024, { transposeB: true }),
  matmul('1024 TN', 1024, 1024, 1024, { transposeA: true }),
  matmul('4096×128×512 NT', 4096, 128, 512, { transposeB: true }),
  matmul('4096×512×128 NN', 4096, 512, 128),
  matmul('128×512×4096 TN', 128, 512, 4096, { transposeA: true }),
  matmul('batch 32 of 256', 256, 256, 256, { batch: 32 }),
  attention(16, 256, 8, 16),
  attention(2, 1024, 12, 64),
  other(
    'layerNorm 8192×768',
    'layerNorm',
    { rows: 8192, columns: 768 },
    { rows: 5, columns: 24 },
    'Mvalue/s',
    (s) => (s.rows * s.columns) / 1e6,
  ),
  other(
    'crossEntropy 512×50257',
    'crossEntropy',
    { rows: 512, classes: 50257 },
    { rows: 5, classes: 103 },
    'Mvalue/s',
    (s) => (s.rows * s.classes) / 1e6,
  ),
  other(
    'adamw 10 M',
    'adamw',
    { parameters: 10_000_000 },
    { parameters: 1000 },
    'Mparameter/s',
    (s) => s.parameters / 1e6,
  ),
  other(
    'conv2d 8×64×56×56, 3×3',
    'conv2d',
    { batch: 8, channels: 64, filters: 64, size: 56, kernel: 3 },
    { batch: 2, channels: 3, filters: 4, size: 7, kernel: 3 },
    'GFLOP/s',
    (s) => giga(6 * s.batch * s.size ** 2 * s.channels * s.filters * s.kernel ** 2),
  ),
  other(
    'lstm 32×64, 256 to 256',
    'lstm',
    { batch: 32, steps: 64, width: 256, hidden: 256 },
    { batch: 2, steps: 5, width: 6, hidden: 8 },
    'GFLOP/s',
    (s) => giga(24 * s.batch * s.steps * s.hidden * (s.width + s.hidden)),
  ),
  other(
    'selectiveScan 8×256×256, 16 states',
    'selectiveScan',
    { batch: 8, steps: 256, width: 256, states: 16 },
    { batch: 2, steps: 9, width: 6, states: 4 },
    'Mvalue/s',
    (s) => (s.batch * s.steps * s.width) / 1e6,
  ),
  trainingStep('shakespeare-char-cpu, batch 12', 12, { ...nano, layers: 4, heads: 4, context: 64 }),
  trainingStep('got-char-1m, batch 16', 16, nano),
  trainingStep('got-char-1m, batch 64', 64, nano),
  trainingStep(
    'gpt2-124m, batch 8',
    8,
    { layers: 12, heads: 12, width: 768, context: 1024, vocabulary: 50257 },
    { backends: ['webgpu'] },
  ),
];

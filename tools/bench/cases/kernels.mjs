/**
 * On WebGPU: the kernels that this adapter takes, against those for the other kind of adapter (a GPU's
 * against a software adapter's), on the same adapter; GFLOP/s. Figures of attention count the pairs that a
 * causal mask leaves, and 2.5 times the forward pass for the backward one.
 */
import { attention, matmul, noGrad, openDevice, randn } from '@craft/tensor';
import { compare } from '../statistics.mjs';

export async function* run({ repeats }) {
  const own = await openDevice('webgpu');
  const other = await openDevice('webgpu', { kernels: own.info.software ? 'hardware' : 'software' });
  const peerName = `${own.info.software ? 'GPUs’' : 'software adapters’'} kernels`;
  for (const { name, prepare } of measured) {
    const runs = [own, other].map((device) => measure(device, prepare));
    const samples = [[], []];
    for (const once of runs) await once();
    for (let i = 0; i < repeats; i++) {
      for (const [k, once] of runs.entries()) samples[k].push(await once());
    }
    yield { ...compare(name, 'GFLOP/s', ...samples, peerName), backend: 'webgpu' };
  }
  await own.close();
  await other.close();
}

const measured = [
  product(512, 512, 512),
  product(2048, 128, 384, { transposeB: true }),
  product(128, 2048, 512, { transposeA: true }),
  ...[16, 64].flatMap((width) => [
    attend(4, 256, 64 / width, width, false),
    attend(4, 256, 64 / width, width, true),
  ]),
];

function product(m, k, n, { transposeA = false, transposeB = false } = {}) {
  const name = `matmul ${m}×${k}×${n} ${transposeA ? 'T' : 'N'}${transposeB ? 'T' : 'N'}`;
  const prepare = (device) => {
    const a = randn(transposeA ? [k, m] : [m, k], { seed: 1, device }).keep();
    const b = randn(transposeB ? [n, k] : [k, n], { seed: 2, device }).keep();
    return {
      flops: 2 * m * k * n,
      once: () => noGrad(() => matmul(a, b, { transposeA, transposeB }).dispose()),
    };
  };
  return { name, prepare };
}

function attend(batch, tokens, nHeads, width, backward) {
  const name = `attention ${batch}×${tokens}, ${nHeads} of ${width}, ${backward ? 'backward' : 'forward'}`;
  const forward = 2 * batch * tokens * (tokens + 1) * nHeads * width;
  const prepare = (device) => {
    const x = randn([batch, tokens, 3 * nHeads * width], { seed: 1, device, requiresGrad: backward }).keep();
    if (!backward) return { flops: forward, once: () => attention(x, { nHeads }).dispose() };
    // The forward pass that a backward one needs is measured with it.
    const once = () => {
      const y = attention(x, { nHeads });
      y.backward(y.detach());
      x.zeroGrad();
      y.dispose();
    };
    return { flops: 3.5 * forward, once };
  };
  return { name, prepare };
}

/** A function that repeats the work for about a gigaflop and gives GFLOP/s. */
function measure(device, prepare) {
  const { flops, once } = prepare(device);
  const count = Math.max(1, Math.round(1e9 / flops));
  return async () => {
    const start = performance.now();
    for (let i = 0; i < count; i++) once();
    await device.synchronize();
    return (flops * count) / (performance.now() - start) / 1e6;
  };
}

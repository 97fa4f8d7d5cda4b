/// <reference types="vite/client" />
/**
 * What a machine with a GPU has to say, as one program that needs Node, the package `webgpu` and a driver, and no
 * checkout (tools/gpu/pack.mjs bundles it): the device and how it multiplies, the conformance suite on it with its
 * PyTorch figures, and products of every size with every body. Prints lines as it goes and ends with one line of JSON.
 *
 * Arguments: names of files under conformance/cases; default: those that a language model needs; `all` for all.
 */
import { type BodyName, type DType, type Device, matmul, openDevice, uniform } from '../../src/index.ts';
import type { CaseModule } from '../conformance/conformanceCase.ts';
import { runCases } from '../conformance/runCases.ts';

const modules = import.meta.glob<CaseModule>('../conformance/cases/*.ts', { eager: true });
const texts = import.meta.glob<string>('../fixtures/*.json', {
  eager: true,
  query: '?raw',
  import: 'default',
});

/** What the GPT family launches, forward and backward. */
const usual = [
  'matmul',
  'linear',
  'attention',
  'layerNorm',
  'crossEntropy',
  'embedding',
  'gelu',
  'dropout',
  'cast',
];
/** The last one is the device as people get it: with subgroup matrices where they work. */
const bodies: readonly (BodyName | null)[] = ['hardware', 'tall', 'small', null];

const { process } = globalThis as unknown as {
  process: { argv: readonly string[]; env: Readonly<Record<string, string | undefined>> };
};
const asked = process.argv.slice(2);
const wanted = asked.length > 0 ? asked : usual;
const sizes = (process.env['CRAFT_GPU_SIZES'] ?? '1024,2048,4096').split(',').map(Number);

const device = await openDevice('webgpu');
const { matmul: paths, features, limits } = device.info;
console.log(device.description, paths, features);
const conformance = [];
for (const [path, { cases }] of Object.entries(modules)) {
  const name = path.replace(/^.*\/|\.ts$/g, '');
  if (!wanted.includes(name) && !wanted.includes('all')) continue;
  const report = await runCases(device, name, cases, texts[`../fixtures/${name}.json`]);
  conformance.push(report);
  console.log(
    `${name}: ${report.passed} passed, ${report.failures.length} failed, ${report.seconds.toFixed(1)} s`,
  );
  for (const failure of report.failures) console.log(`  ${failure}`);
}
await device.close();

const products = [];
for (const body of bodies) {
  const own = await openDevice('webgpu', body === null ? { autotune: 'off' } : { kernels: body });
  const dtypes: DType[] = own.info.features.includes('shader-f16') ? ['f32', 'f16'] : ['f32'];
  for (const size of sizes) {
    for (const dtype of dtypes) {
      const gflops = await productSpeed(own, size, dtype);
      products.push({ body: body ?? 'as opened', dtype, size, gflops });
      console.log(`${body ?? 'as opened'} ${dtype} ${size}³: ${gflops.toPrecision(3)} GFLOP/s`);
    }
  }
  await own.close();
}
const failed = conformance.reduce((sum, { failures }) => sum + failures.length, 0);
console.log(
  JSON.stringify({ device: device.description, paths, features, limits, conformance, products, failed }),
);

/** The median of five batches of products x·yᵀ, each of about half a second or at most 50. */
async function productSpeed(on: Device, size: number, dtype: DType): Promise<number> {
  const operand = (seed: number) => {
    const values = uniform([size, size], { seed, low: -1, high: 1, device: on });
    const cast = values.to(dtype);
    if (cast !== values) values.dispose();
    return cast;
  };
  const [x, y] = [operand(1), operand(2)];
  const run = async (times: number) => {
    const began = performance.now();
    for (let i = 0; i < times; i++) matmul(x, y, { transposeB: true }).dispose();
    await on.synchronize();
    return (performance.now() - began) / 1e3 / times;
  };
  await run(1);
  const times = Math.max(1, Math.min(50, Math.round(0.5 / (await run(1)))));
  const seconds = [];
  for (let i = 0; i < 5; i++) seconds.push(await run(times));
  x.dispose();
  y.dispose();
  return (2 * size ** 3) / ((seconds.sort((a, b) => a - b)[2] ?? NaN) * 1e9);
}

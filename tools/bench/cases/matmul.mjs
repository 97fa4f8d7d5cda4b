/** f32 products, square and of training shapes; GFLOP/s. */
import { matmul, noGrad, randn } from '@craft/tensor';
import { compare } from '../statistics.mjs';
import { startTorch } from '../torchPeer.mjs';

const shapes = [
  ['matmul 512', 512, 512, 512, false, false],
  ['matmul 1024', 1024, 1024, 1024, false, false],
  ['matmul 4096×128×512 NT', 4096, 128, 512, false, true],
  ['matmul 4096×512×128 NN', 4096, 512, 128, false, false],
  ['matmul 128×512×4096 TN', 128, 512, 4096, true, false],
];

export async function* run({ device, torch, repeats, threads }) {
  const peer = torch && startTorch(torch, 'matmul', threads);
  for (const [name, m, n, k, transposeA, transposeB] of shapes) {
    const a = randn(transposeA ? [k, m] : [m, k], { seed: 1 }).keep();
    const b = randn(transposeB ? [n, k] : [k, n], { seed: 2 }).keep();
    const count = Math.max(3, Math.ceil(2e10 / (2 * m * n * k)));
    const product = () => noGrad(() => matmul(a, b, { transposeA, transposeB }).dispose());
    const once = async () => {
      const start = performance.now();
      for (let i = 0; i < count; i++) product();
      await device.synchronize();
      return (2 * m * n * k * count) / (performance.now() - start) / 1e6;
    };
    await once();
    const ours = [];
    const theirs = [];
    for (let i = 0; i < repeats; i++) {
      ours.push(await once());
      if (peer) theirs.push((await peer.measure({ m, n, k, transposeA, transposeB, count })).gflops);
    }
    a.dispose();
    b.dispose();
    yield compare(name, 'GFLOP/s', ours, theirs, `PyTorch ${torch?.version}`);
  }
  peer?.stop();
}

// A program of its own for webgpuProcess.test.ts: computes something on WebGPU and ends without process.exit.
import { isCraftError } from '../../src/errors.ts';
import { openWebgpu, probeWebgpu } from '../../src/backend/webgpu/openWebgpu.ts';
import { addScaled } from './webgpuKernels.ts';

/** Lets V8 collect what it can, where the program was started with --expose-gc. */
async function collect(): Promise<void> {
  for (let i = 0; i < 3; i++) {
    (globalThis as { gc?: () => void }).gc?.();
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

async function main(close: boolean): Promise<void> {
  const report = await probeWebgpu();
  if (!report.available) console.log(`${report.reason}\n${report.hint}`);
  const backend = await openWebgpu();
  await collect();
  const x = backend.alloc(1024);
  backend.upload(x, new Uint8Array(new Float32Array(256).fill(2).buffer));
  const sum = backend.alloc(1024);
  backend.dispatch(addScaled, [x, x, sum], { size: 256, scale: 3 });
  const result = new Float32Array((await backend.download(sum, 0, 1024)).buffer);
  console.log(result.every((value) => value === 8) ? 'computed' : 'wrong');
  // Still queued when the device is closed.
  backend.dispatch(addScaled, [x, x, sum], { size: 256, scale: 3 });
  if (close) {
    await backend.close();
    await collect();
  }
}

main(!process.argv.includes('--no-close')).catch((error: unknown) => {
  console.log(isCraftError(error) ? `${error.code}: ${error.message}` : error);
  process.exitCode = 3;
});

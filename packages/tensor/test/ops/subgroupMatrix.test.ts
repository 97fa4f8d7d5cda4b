import { describe, expect, it } from 'vitest';
import { create } from 'webgpu';
import { type Kernel, kernelBodies, type KernelBody } from '../../src/backend/kernel.ts';
import { spelled, subgroupMatrices, type SubgroupMatrix } from '../../src/backend/subgroupMatrix.ts';
import { describeAdapter, requestDevice } from '../../src/backend/webgpu/adapter.ts';
import { WebgpuBackend } from '../../src/backend/webgpu/webgpuBackend.ts';
import { gemmActivationKernels } from '../../src/ops/linear/gemmActivation.ts';
import { gemmKernels } from '../../src/ops/matmul/gemm.ts';
import { firstThatWorks, testProducts } from '../../src/ops/matmul/subgroupSelfTest.ts';
import { describeWebgpu, openForTest, sharedBackend } from '../backend/webgpuDevice.ts';

const matrix: SubgroupMatrix = {
  m: 16,
  n: 16,
  k: 16,
  subgroupSize: 32,
  spelling: 'current',
  workgroupBytes: 16384,
};

/** The body that every adapter runs. */
const [plain] = kernelBodies(gemmKernels.f16, null).filter(({ name }) => name === 'software');
if (!plain) throw new Error('expected a body of f16 products');

function changed(from: string, to: string): KernelBody {
  const body = plain as KernelBody;
  if (!body.wgsl.includes(from)) throw new Error(`expected ${from} in the body`);
  return { ...body, wgsl: body.wgsl.replace(from, to) };
}

describeWebgpu('the self-test of f16 products', () => {
  const backend = sharedBackend();

  it('passes a body that multiplies', async () => {
    expect(await testProducts(backend().selfTestHost(), plain, 'right')).toBeNull();
  });

  it('refuses one that takes a wrong value', async () => {
    const wrong = changed('left.y * right[1]', 'left.y * right[2]');
    expect(await testProducts(backend().selfTestHost(), wrong, 'wrong')).toMatch(
      /^\d+ of 28800 results are wrong, the first is -?[\d.]+ instead of -?[\d.]+$/,
    );
  });

  it('refuses one that stops short of the last steps, which only edges show', async () => {
    const short = changed('for (var k = whole; k < params.k; k++)', 'for (var k = whole; k < whole; k++)');
    expect(await testProducts(backend().selfTestHost(), short, 'short')).toMatch(
      / of 9100 results are wrong/,
    );
  });

  it('refuses one that writes nothing', async () => {
    const silent = changed('store(at + columns[j], value[j], after[j]);', '');
    expect(await testProducts(backend().selfTestHost(), silent, 'silent')).toMatch(
      /^28800 of 28800 results are wrong, the first is NaN instead/,
    );
  });

  it('says what the compiler refuses, and the device goes on', async () => {
    const invalid = changed('fn storeRow(', 'fn storeRow(missing: Missing, ');
    expect(await testProducts(backend().selfTestHost(), invalid, 'invalid')).toContain(
      "expected valid WGSL but the compiler says: unresolved type 'Missing'",
    );
    await backend().synchronize();
  });

  it('leaves a device without the feature as it is, with the reason', async () => {
    const own = await openForTest();
    const { device } = own;
    // As if the adapter had promised what it does not keep.
    const promising = new WebgpuBackend(device, own.info, { dispatchesPerSubmit: 64, subgroups: [matrix] });
    await promising.testSubgroups(firstThatWorks);
    const { f16, subgroupMatrix } = promising.info.matmul ?? {};
    expect(f16).toMatch(/^(tile|registers|lanes) f16$/);
    expect(subgroupMatrix).toContain(
      '16×16×16 (current spelling): kernel gemmF16 self-test 0 subgroupsSmall',
    );
    expect(await testProducts(promising.selfTestHost(), plain, 'after')).toBeNull();
    await own.close();
  });
});

describeWebgpu('bodies by subgroup matrices', () => {
  /** Dawn's null device offers the feature and compiles WGSL, but computes nothing. */
  async function openNull() {
    const gpu = create(['backend=null', 'enable-dawn-features=allow_unsafe_apis']);
    const adapter = await gpu.requestAdapter();
    if (!adapter) throw new Error('expected an adapter of the null backend');
    const backend = new WebgpuBackend(await requestDevice(adapter), describeAdapter(adapter), {
      dispatchesPerSubmit: 64,
    });
    // Dropped before its device the instance would crash the process.
    return { backend, adapter, gpu };
  }

  const shapes = [
    [16, 16, 16],
    [8, 8, 8],
    [8, 8, 16],
  ] as const;

  it.each(['current', 'older'] as const)(
    'are valid WGSL in the %s spelling, in every layout',
    async (spelling) => {
      const { backend, gpu } = await openNull();
      const host = backend.selfTestHost();
      const buffer = () => backend.alloc(64 * 64 * 4);
      const [a, b, bias, out, pre] = [buffer(), buffer(), buffer(), buffer(), buffer()];
      let compiled = 0;
      for (const [m, n, k] of shapes) {
        const variants = (kernel: Kernel) =>
          kernelBodies(kernel, { ...matrix, m, n, k, spelling }).filter(
            ({ name }) => name === 'subgroupsSmall',
          );
        for (const transA of [0, 1]) {
          for (const transB of [0, 1]) {
            for (const body of variants(gemmKernels.f16)) {
              const kernel = { ...gemmKernels.f16, name: `${m}${n}${k} ${transA}${transB}` };
              const sizes = { m: 33, n: 30, k: 20, transA, transB, hasBias: 1, strideA: 0, strideB: 0 };
              host.runBody(kernel, body, [a, b, bias, out], { ...sizes, batch: 1, mBlock: 64 });
              compiled++;
            }
          }
        }
        for (const body of variants(gemmActivationKernels.f16)) {
          const kernel = { ...gemmActivationKernels.f16, name: `${m}${n}${k} activation` };
          const sizes = { m: 33, n: 30, k: 20, hasBias: 1, activation: 1, mBlock: 64 };
          host.runBody(kernel, body, [a, b, bias, out, pre], sizes);
          compiled++;
        }
      }
      await backend.synchronize();
      expect(compiled).toBe(shapes.length * 5);
      await backend.close();
      expect(gpu).toBeDefined();
    },
  );

  it('fail the self-test on a device that computes nothing', async () => {
    const { backend, gpu } = await openNull();
    expect(await firstThatWorks(backend.selfTestHost(), [matrix])).toMatch(
      /^16×16×16 \(current spelling\): \d+ of 28800 results are wrong, the first is /,
    );
    // The body for large products is valid too, but takes more workgroup memory than this device has.
    const roomy = { ...matrix, workgroupBytes: 32768 };
    expect(await firstThatWorks(backend.selfTestHost(), [roomy])).toContain('workgroup storage');
    expect(await firstThatWorks(backend.selfTestHost(), [{ ...matrix, workgroupBytes: 8192 }])).toBe(
      '16×16×16 (current spelling): workgroup memory is too small',
    );
    await backend.close();
    expect(gpu).toBeDefined();
  });
});

describe('what an adapter says of subgroup matrices', () => {
  const features = new Set(['shader-f16', 'subgroups', 'chromium-experimental-subgroup-matrix']);
  const limits = { maxComputeWorkgroupStorageSize: 49152 };
  const info = (more: object) => ({ subgroupMinSize: 32, subgroupMaxSize: 32, ...more }) as GPUAdapterInfo;
  const config = { componentType: 'f16', resultComponentType: 'f32', M: 16, N: 16, K: 16 };

  it('becomes ways to try, the largest first and both spellings of each', () => {
    const subgroupMatrixConfigs = [
      { ...config, M: 8, N: 8, K: 8 },
      config,
      { ...config, resultComponentType: 'f16' },
      { ...config, componentType: 'i8', resultComponentType: 'i32' },
    ];
    const found = subgroupMatrices({ features, limits, info: info({ subgroupMatrixConfigs }) });
    expect(found).toEqual([
      { m: 16, n: 16, k: 16, subgroupSize: 32, spelling: 'current', workgroupBytes: 49152 },
      { m: 16, n: 16, k: 16, subgroupSize: 32, spelling: 'older', workgroupBytes: 49152 },
      { m: 8, n: 8, k: 8, subgroupSize: 32, spelling: 'current', workgroupBytes: 49152 },
      { m: 8, n: 8, k: 8, subgroupSize: 32, spelling: 'older', workgroupBytes: 49152 },
    ]);
    // Some implementations offer the feature and name no shapes.
    expect(subgroupMatrices({ features, limits, info: info({}) })).toHaveLength(4);
  });

  it('or why there are none', () => {
    const without = new Set(['shader-f16']);
    expect(subgroupMatrices({ features: without, limits, info: info({}) })).toBe(
      'the adapter does not offer subgroups',
    );
    expect(subgroupMatrices({ features, limits, info: info({ subgroupMinSize: 8 }) })).toBe(
      'subgroups have from 8 to 32 invocations',
    );
    const subgroupMatrixConfigs = [{ ...config, resultComponentType: 'f16' }];
    expect(subgroupMatrices({ features, limits, info: info({ subgroupMatrixConfigs }) })).toBe(
      'the adapter multiplies no f16 matrices into f32',
    );
  });

  it('and the older spelling differs in loads and stores only', () => {
    const text = `let x = subgroupMatrixLoad<Left, col_major>(&tileA, at, PITCH);
subgroupMatrixStore<row_major>(&results, own, sums[i][j], SIZE_N);`;
    expect(spelled(text, { ...matrix, spelling: 'older' })).toBe(
      `let x = subgroupMatrixLoad<Left>(&tileA, at, true, PITCH);
subgroupMatrixStore(&results, own, sums[i][j], false, SIZE_N);`,
    );
  });
});

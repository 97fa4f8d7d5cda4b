import { type Kernel, kernelBodies, type KernelBody, subgroupBodyNames } from '../../backend/kernel.ts';
import type { SelfTestHost } from '../../backend/selfTest.ts';
import type { SubgroupMatrix } from '../../backend/subgroupMatrix.ts';
import { isCraftError } from '../../errors.ts';
import { halfBits, halfValues } from '../../halfBits.ts';
import { philox } from '../../random.ts';
import { gemmKernels } from './gemm.ts';

interface Product {
  readonly m: number;
  readonly n: number;
  readonly k: number;
  readonly batch: number;
  readonly transA: number;
  readonly transB: number;
  /** Whole numbers whose sums an f16 holds exactly. */
  readonly whole: boolean;
}

/** In the layouts that training uses: forward, the gradient of the input, that of the weight. */
const products: readonly Product[] = [
  { m: 144, n: 200, k: 72, batch: 1, transA: 0, transB: 1, whole: false },
  { m: 131, n: 72, k: 40, batch: 2, transA: 0, transB: 0, whole: true },
  { m: 70, n: 130, k: 33, batch: 1, transA: 1, transB: 0, whole: true },
];

/** Half a unit in the last place of an f16, and what the order of f32 sums may add. */
const tolerance = 2 ** -10;

/**
 * The first of these ways to multiply f16 matrices that compiles on the device and computes what it should, or in
 * words why none does.
 */
export async function firstThatWorks(
  host: SelfTestHost,
  candidates: readonly SubgroupMatrix[],
): Promise<SubgroupMatrix | string> {
  const reasons: string[] = [];
  for (const [i, matrix] of candidates.entries()) {
    const bodies = kernelBodies(gemmKernels.f16, matrix).filter(({ name }) =>
      subgroupBodyNames.some((subgroups) => subgroups === name),
    );
    let reason = bodies.length === 0 ? 'workgroup memory is too small' : null;
    for (const body of bodies) reason ??= await testProducts(host, body, `${i}`);
    if (reason === null) return matrix;
    reasons.push(`${matrix.m}×${matrix.n}×${matrix.k} (${matrix.spelling} spelling): ${reason}`);
  }
  return reasons.join('; ');
}

/** Runs f16 products with a body and compares them with f64 loops. Null, or in words what is wrong. */
export async function testProducts(
  host: SelfTestHost,
  body: KernelBody,
  label: string,
): Promise<string | null> {
  // A name of its own: the pipelines of a body that fails are never asked for again.
  const kernel: Kernel = {
    ...gemmKernels.f16,
    name: `${gemmKernels.f16.name} self-test ${label} ${body.name}`,
  };
  try {
    for (const product of products) {
      const reason = await testProduct(host, kernel, body, product);
      if (reason !== null) return reason;
    }
    return null;
  } catch (error) {
    if (isCraftError(error) && error.code === 'kernel.compile') return error.message;
    throw error;
  }
}

async function testProduct(
  host: SelfTestHost,
  kernel: Kernel,
  body: KernelBody,
  product: Product,
): Promise<string | null> {
  const { m, n, k, batch, transA, transB, whole } = product;
  const a = operand(1, batch * m * k, whole);
  const b = operand(2, batch * k * n, whole);
  const bytes = batch * m * n * 2;
  const buffers = [host.alloc(a.bits.byteLength), host.alloc(b.bits.byteLength), host.alloc(bytes)] as const;
  try {
    const [left, right, out] = buffers;
    host.upload(left, new Uint8Array(a.bits.buffer));
    host.upload(right, new Uint8Array(b.bits.buffer));
    host.upload(out, new Uint8Array(bytes).fill(0xff));
    const sizes = { m, n, k, transA, transB, hasBias: 0, strideA: m * k, strideB: k * n, batch, mBlock: m };
    host.runBody(kernel, body, [left, right, left, out], sizes);
    const found = halfValues(new Uint16Array((await host.download(out, 0, bytes)).buffer, 0, bytes / 2));
    return compare(found, expected(a.values, b.values, product), whole);
  } finally {
    for (const buffer of buffers) host.free(buffer);
  }
}

/** Whole numbers from -2 to 2, or halves between -1 and 1. */
function operand(stream: number, size: number, whole: boolean) {
  const values = Float32Array.from({ length: size }, (_, i) => {
    const word = philox([stream, 7], [i, 0, 0, 0])[0];
    return whole ? (word % 5) - 2 : word / 2 ** 31 - 1;
  });
  const bits = halfBits(values);
  return { bits, values: halfValues(bits) };
}

function expected(
  a: Float32Array,
  b: Float32Array,
  { m, n, k, batch, transA, transB }: Product,
): Float64Array {
  return Float64Array.from({ length: batch * m * n }, (_, i) => {
    const [part, row, column] = [Math.floor(i / (m * n)), Math.floor((i % (m * n)) / n), i % n];
    let sum = 0;
    for (let s = 0; s < k; s++) {
      const left = a[part * m * k + (transA ? s * m + row : row * k + s)] ?? NaN;
      sum += left * (b[part * k * n + (transB ? column * k + s : s * n + column)] ?? NaN);
    }
    return sum;
  });
}

function compare(found: Float32Array, wanted: Float64Array, whole: boolean): string | null {
  let wrong = 0;
  let first = '';
  for (const [i, value] of wanted.entries()) {
    const allowed = whole ? 0 : tolerance * Math.max(1, Math.abs(value));
    const actual = found[i] ?? NaN;
    if (Math.abs(actual - value) <= allowed) continue;
    if (wrong++ === 0) first = `${actual} instead of ${Number(value.toPrecision(5))}`;
  }
  return wrong === 0 ? null : `${wrong} of ${wanted.length} results are wrong, the first is ${first}`;
}

/** The experimental feature of Dawn and Chromium. */
export const subgroupMatrixFeature = 'chromium-experimental-subgroup-matrix';

/** One way to multiply matrices of f16 held by a subgroup together, summed in f32: M×K by K×N. */
export interface SubgroupMatrix {
  readonly m: number;
  readonly n: number;
  readonly k: number;
  /** Invocations of a subgroup. */
  readonly subgroupSize: number;
  /** How WGSL spells loads and stores: as of August 2026, or before. */
  readonly spelling: 'current' | 'older';
  /** The most workgroup memory a kernel may take, in bytes. */
  readonly workgroupBytes: number;
}

/** What Dawn says of an adapter besides the standard; absent where it does not. */
interface AdapterExtras {
  readonly subgroupMatrixConfigs?: Iterable<{
    readonly componentType: string;
    readonly resultComponentType: string;
    readonly M: number;
    readonly N: number;
    readonly K: number;
  }>;
}

/** Where the implementation names no shapes: what NVIDIA's and Apple's GPUs multiply. */
const usualShapes = [
  { m: 16, n: 16, k: 16 },
  { m: 8, n: 8, k: 8 },
];

/**
 * The ways an adapter may multiply f16 matrices by subgroups, the most promising first, or in words why there is
 * none. Which of them computes what it should is for a test to find out.
 */
export function subgroupMatrices(adapter: {
  readonly features: Pick<GPUSupportedFeatures, 'has'>;
  readonly info: GPUAdapterInfo;
  readonly limits: Pick<GPUSupportedLimits, 'maxComputeWorkgroupStorageSize'>;
}): SubgroupMatrix[] | string {
  const { features, info, limits } = adapter;
  const missing = ['shader-f16', 'subgroups', subgroupMatrixFeature].find((name) => !features.has(name));
  if (missing !== undefined) return `the adapter does not offer ${missing}`;
  const { subgroupMinSize, subgroupMaxSize } = info;
  const subgroupSize = subgroupMaxSize;
  // Shapes are known and laid out for a subgroup of one size only.
  if (subgroupMinSize !== subgroupMaxSize) {
    return `subgroups have from ${subgroupMinSize} to ${subgroupMaxSize} invocations`;
  }
  const told = [...((info as AdapterExtras).subgroupMatrixConfigs ?? [])];
  const halves = told.filter(
    ({ componentType, resultComponentType, M, N, K }) =>
      componentType === 'f16' && resultComponentType === 'f32' && [M, N, K].every((size) => 32 % size === 0),
  );
  if (told.length > 0 && halves.length === 0) return 'the adapter multiplies no f16 matrices into f32';
  const shapes = halves.map(({ M, N, K }) => ({ m: M, n: N, k: K }));
  const bySize = (shapes.length > 0 ? shapes : usualShapes).sort((a, b) => b.m * b.n * b.k - a.m * a.n * a.k);
  const workgroupBytes = limits.maxComputeWorkgroupStorageSize;
  return bySize.flatMap((shape) =>
    (['current', 'older'] as const).map((spelling) => ({ ...shape, subgroupSize, spelling, workgroupBytes })),
  );
}

/** Puts WGSL that spells loads and stores in the current way into the way of an adapter. */
export function spelled(wgsl: string, { spelling }: SubgroupMatrix): string {
  if (spelling === 'current') return wgsl;
  return wgsl
    .replace(
      /subgroupMatrixLoad<(\w+), (row|col)_major>\((&\w+), (\w+), (\w+)\)/g,
      (_, type: string, order: string, from: string, at: string, stride: string) =>
        `subgroupMatrixLoad<${type}>(${from}, ${at}, ${order === 'col'}, ${stride})`,
    )
    .replace(
      /subgroupMatrixStore<row_major>\((&\w+), (\w+), ([\w[\]]+), (\w+)\)/g,
      'subgroupMatrixStore($1, $2, $3, false, $4)',
    );
}

import type { SubgroupBodyName } from '../../backend/kernel.ts';
import { spelled, type SubgroupMatrix } from '../../backend/subgroupMatrix.ts';
import wgsl from './gemmSubgroups.wgsl';
import vectorsWgsl from './gemmVectors.wgsl';

/** Rows and columns of C per subgroup, of which a workgroup has two by two. */
const parts = { subgroups: 64, subgroupsSmall: 32 } as const;

/** Steps of K in workgroup memory at once, and the padding of its rows. */
const depth = 32;
const padding = 8;

/** What the number of workgroups depends on. */
export interface GemmSizes {
  readonly m: number;
  readonly n: number;
  readonly batch?: number;
}

/** A body of a gemm by subgroup matrices. */
export interface SubgroupBody {
  readonly wgsl: string;
  workgroups(sizes: GemmSizes): number;
}

/**
 * The bodies of a gemm of f16 by subgroup matrices, as far as workgroup memory suffices. `own` is the op's text with
 * all that gemmOperands.wgsl asks for, and that.
 */
export function subgroupBodies(
  own: string,
  matrix: SubgroupMatrix,
): Partial<Record<SubgroupBodyName, SubgroupBody>> {
  const { m, n, k, subgroupSize, workgroupBytes } = matrix;
  const bodies: Partial<Record<SubgroupBodyName, SubgroupBody>> = {};
  for (const name of ['subgroups', 'subgroupsSmall'] as const) {
    const part = parts[name];
    const bytes = 2 * (2 * part * (depth + padding) * 2) + 4 * m * n * 4;
    if (bytes > workgroupBytes || part % m !== 0 || part % n !== 0 || depth % k !== 0) continue;
    const constants = { PART: part, SUBGROUP: subgroupSize, SIZE_M: m, SIZE_N: n, SIZE_K: k };
    const [directives, main] = split(spelled(wgsl, matrix));
    bodies[name] = {
      wgsl: [
        directives,
        own,
        vectorsWgsl,
        ...Object.entries(constants).map(([constant, value]) => `const ${constant} = ${value}u;`),
        main,
      ].join('\n'),
      workgroups: ({ m: rows, n: columns, batch = 1 }: GemmSizes) =>
        Math.ceil(rows / (2 * part)) * Math.ceil(columns / (2 * part)) * batch,
    };
  }
  return bodies;
}

/** Directives stand first in WGSL, before what is put between them and the rest. */
function split(text: string): [directives: string, rest: string] {
  const end = text.indexOf('\n\n');
  return [text.slice(0, end), text.slice(end)];
}

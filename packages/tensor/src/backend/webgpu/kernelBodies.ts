import { CraftError } from '../../errors.ts';
import type { BackendInfo } from '../backend.ts';
import { type KernelChoices, mergeChoices, sourceHash } from '../kernelChoices.ts';
import { type BodyName, type Kernel, kernelBodies, type KernelBody, subgroupBodyNames } from '../kernel.ts';
import type { SubgroupMatrix } from '../subgroupMatrix.ts';

/**
 * The bodies that an adapter of this kind takes for what nothing was measured: those asked for, or the best.
 *
 * @throws CraftError `device.kernels` if `lanes` are asked for where subgroups have another size
 */
export function fallbackBody({ software, features, limits }: BackendInfo, wanted?: BodyName): BodyName {
  const { subgroupMinSize = 0, subgroupMaxSize = 0 } = limits;
  const hasLanes = features.includes('subgroups') && subgroupMinSize === 8 && subgroupMaxSize === 8;
  if (wanted === 'lanes' && !hasLanes) {
    throw new CraftError(
      'device.kernels',
      `kernels: lanes: expected an adapter whose subgroups have 8 invocations but this one's have ${subgroupMinSize} to ${subgroupMaxSize}`,
      { hint: 'leave the option out, and the adapter gets the kernels that suit it' },
    );
  }
  if (wanted) return wanted;
  if (!software) return 'hardware';
  return hasLanes ? 'lanes' : 'software';
}

/**
 * Which of a kernel's WGSL bodies runs: what was measured to be fastest for the class of shapes, else the one for
 * this kind of adapter.
 */
export class KernelBodies {
  readonly #fallback: BodyName;
  #choices: KernelChoices;
  #matrix: SubgroupMatrix | null = null;
  /** What is known of a kernel as it is. */
  #known = new WeakMap<Kernel, KnownKernel>();

  /** `fallback` is for what nothing was measured. */
  constructor(fallback: BodyName, choices: KernelChoices = { adapter: '', kernels: {} }) {
    this.#fallback = fallback;
    this.#choices = choices;
  }

  /** The body for these parameters. */
  select(kernel: Kernel, params: Readonly<Record<string, number>>): KernelBody {
    const known = this.#of(kernel);
    const name = known.measured?.[kernel.shapeClass?.(params) ?? ''];
    return (name && known.byName[name]) || known.first;
  }

  /** Whether something was measured for these parameters. */
  isMeasured(kernel: Kernel, params: Readonly<Record<string, number>>): boolean {
    const name = this.#of(kernel).measured?.[kernel.shapeClass?.(params) ?? ''];
    return name !== undefined && this.#of(kernel).byName[name] !== undefined;
  }

  /** Every body the kernel has, the one taken without measuring first. */
  all(kernel: Kernel): KernelBody[] {
    const { first, byName } = this.#of(kernel);
    return [
      first,
      ...Object.values(byName).filter(
        (body) => body !== first && (body.name !== 'lanes' || this.#fallback === 'lanes'),
      ),
    ];
  }

  /** From now on launches of those classes take these bodies. */
  adopt(choices: KernelChoices): void {
    this.#choices = mergeChoices(this.#choices, choices);
    this.#known = new WeakMap();
  }

  /** From now on kernels that have bodies by subgroup matrices take them. */
  useSubgroups(matrix: SubgroupMatrix): void {
    this.#matrix = matrix;
    this.#known = new WeakMap();
  }

  #of(kernel: Kernel): KnownKernel {
    let known = this.#known.get(kernel);
    if (!known) this.#known.set(kernel, (known = this.#learn(kernel)));
    return known;
  }

  #learn(kernel: Kernel): KnownKernel {
    const bodies = kernelBodies(kernel, this.#matrix);
    const byName: Partial<Record<BodyName, KernelBody>> = {};
    for (const body of bodies) byName[body.name] = body;
    const others: readonly BodyName[] = this.#fallback === 'lanes' ? ['lanes', 'software'] : [this.#fallback];
    const preferred = [...subgroupBodyNames, ...others, 'hardware'] as const;
    const first = preferred.map((name) => byName[name]).find((body) => body !== undefined) as KernelBody;
    const choice = kernel.shapeClass && this.#choices.kernels[kernel.name];
    const measured = choice && choice.source === sourceHash(kernel) ? choice.bodies : null;
    return { first, byName, measured };
  }
}

interface KnownKernel {
  /** What is taken without measuring. */
  readonly first: KernelBody;
  readonly byName: Partial<Record<BodyName, KernelBody>>;
  /** The choices made for a kernel with these texts. */
  readonly measured: Readonly<Record<string, BodyName>> | null;
}

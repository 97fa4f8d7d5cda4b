import { CraftError } from '../../errors.ts';
import type { BackendInfo } from '../backend.ts';
import { type KernelChoices, mergeChoices, sourceHash } from '../kernelChoices.ts';
import { type BodyName, bodyNames, type Kernel, type KernelBody, kernelBody } from '../kernel.ts';

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
  /** For what nothing was measured. */
  readonly fallback: BodyName;
  #choices: KernelChoices;
  /** The choices that were made for a kernel as it is, null where there are none. */
  #own = new WeakMap<Kernel, Readonly<Record<string, BodyName>> | null>();
  readonly #bodies = new WeakMap<Kernel, Partial<Record<BodyName, KernelBody>>>();

  constructor(fallback: BodyName, choices: KernelChoices = { adapter: '', kernels: {} }) {
    this.fallback = fallback;
    this.#choices = choices;
  }

  /** The body for these parameters. */
  select(kernel: Kernel, params: Readonly<Record<string, number>>): KernelBody {
    return this.named(kernel, this.#measured(kernel, params) ?? this.fallback);
  }

  /** Whether something was measured for these parameters. */
  isMeasured(kernel: Kernel, params: Readonly<Record<string, number>>): boolean {
    return this.#measured(kernel, params) !== undefined;
  }

  /** The body of that name, the kernel's own where it has no such body. */
  named(kernel: Kernel, name: BodyName): KernelBody {
    let bodies = this.#bodies.get(kernel);
    if (!bodies) this.#bodies.set(kernel, (bodies = {}));
    return (bodies[name] ??= kernelBody(kernel, name));
  }

  /** Every body the kernel has, the one taken without measuring first. */
  all(kernel: Kernel): KernelBody[] {
    const first = this.named(kernel, this.fallback);
    const others = bodyNames.filter(
      (name) =>
        name !== first.name &&
        (name === 'hardware' || kernel.variants?.[name]) &&
        (name !== 'lanes' || this.fallback === 'lanes'),
    );
    return [first, ...others.map((name) => this.named(kernel, name))];
  }

  /** From now on launches of those classes take these bodies. */
  adopt(choices: KernelChoices): void {
    this.#choices = mergeChoices(this.#choices, choices);
    this.#own = new WeakMap();
  }

  #measured(kernel: Kernel, params: Readonly<Record<string, number>>): BodyName | undefined {
    if (!kernel.shapeClass) return undefined;
    let own = this.#own.get(kernel);
    if (own === undefined) {
      const choice = this.#choices.kernels[kernel.name];
      own = choice && choice.source === sourceHash(kernel) ? choice.bodies : null;
      this.#own.set(kernel, own);
    }
    return own?.[kernel.shapeClass(params)];
  }
}

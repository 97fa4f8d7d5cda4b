import { type BodyName, bodyNames, type Kernel, kernelBodies } from './kernel.ts';
import type { Launch } from './launch.ts';
import type { SubgroupMatrix } from './subgroupMatrix.ts';

/** Which WGSL body runs for which class of shapes of a kernel. */
export interface KernelChoice {
  /** Hash of all of the kernel's bodies: a choice among other texts says nothing. */
  readonly source: string;
  /** The body by class of shapes. */
  readonly bodies: Readonly<Record<string, BodyName>>;
}

/** What was chosen on an adapter, by the kernel's name. Plain JSON. */
export interface KernelChoices {
  /** Names the adapter and its driver. */
  readonly adapter: string;
  readonly kernels: Readonly<Record<string, KernelChoice>>;
}

/** 64 bits of FNV-1a over UTF-16 units, in hexadecimal: to tell texts apart, not against forgers. */
export function textHash(text: string): string {
  let hash = 0xcbf29ce484222325n;
  for (let i = 0; i < text.length; i++) {
    hash = BigInt.asUintN(64, (hash ^ BigInt(text.charCodeAt(i))) * 0x100000001b3n);
  }
  return hash.toString(16).padStart(16, '0');
}

const hashes = new WeakMap<Kernel, string>();

/** Stands for all adapters, whose texts differ by sizes only. */
const exemplary: SubgroupMatrix = {
  m: 16,
  n: 16,
  k: 16,
  subgroupSize: 32,
  spelling: 'current',
  workgroupBytes: 32768,
};

/** Hash of the texts of all of a kernel's bodies. */
export function sourceHash(kernel: Kernel): string {
  let hash = hashes.get(kernel);
  if (hash === undefined) {
    const texts = kernelBodies(kernel, exemplary).map(({ name, wgsl }) => `${name} ${wgsl}`);
    hashes.set(kernel, (hash = textHash(texts.join('\n'))));
  }
  return hash;
}

/** Adds choices to others; the added ones count where both know a class of the same kernel text. */
export function mergeChoices(one: KernelChoices, added: KernelChoices): KernelChoices {
  const kernels: Record<string, KernelChoice> = { ...one.kernels };
  for (const [name, choice] of Object.entries(added.kernels)) {
    const known = kernels[name];
    kernels[name] =
      known?.source === choice.source ? { ...choice, bodies: { ...known.bodies, ...choice.bodies } } : choice;
  }
  return { adapter: added.adapter, kernels };
}

/** Choices of a body for each launch, as `body` says; of launches without a class none. */
export function choicesFor(
  adapter: string,
  launches: readonly Launch[],
  body: (launch: Launch, shapeClass: string) => BodyName | undefined,
): KernelChoices {
  const kernels: Record<string, { source: string; bodies: Record<string, BodyName> }> = {};
  for (const launch of launches) {
    const { kernel, params } = launch;
    const shapeClass = kernel.shapeClass?.(params);
    const name = shapeClass === undefined ? undefined : body(launch, shapeClass);
    if (shapeClass === undefined || name === undefined) continue;
    const own = (kernels[kernel.name] ??= { source: sourceHash(kernel), bodies: {} });
    own.bodies[shapeClass] = name;
  }
  return { adapter, kernels };
}

/** Reads choices from JSON. Gives in words what is wrong where they are no choices for this adapter. */
export function parseChoices(text: string, adapter: string): KernelChoices | string {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return 'is not JSON';
  }
  if (!isRecord(value) || !isRecord(value['kernels'])) return 'holds no choices of kernels';
  if (value['adapter'] !== adapter) return 'is of another adapter or driver';
  for (const [name, choice] of Object.entries(value['kernels'])) {
    if (!isRecord(choice) || typeof choice['source'] !== 'string' || !isRecord(choice['bodies']))
      return `holds no choice for ${name}`;
    const unknown = Object.values(choice['bodies']).find((body) => !isBodyName(body));
    if (unknown !== undefined) return `names an unknown body for ${name}`;
  }
  return value as unknown as KernelChoices;
}

function isBodyName(value: unknown): boolean {
  return bodyNames.some((name) => name === value);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

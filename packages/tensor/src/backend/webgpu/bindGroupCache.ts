import type { Slab } from './bufferPool.ts';
import type { BindingLayout } from './pipelineCache.ts';
import { paramsBindingSize } from './wgslHeader.ts';

interface Entry {
  readonly group: GPUBindGroup;
  readonly slabIds: readonly number[];
  lastUse: number;
}

/**
 * Keeps bind groups by layout and buffers, for making one costs about ten times as much as encoding
 * a dispatch. The place of the params is a dynamic offset and not part of the key, and whole slabs are
 * bound, so a repeating step finds all of its groups here. When full, the half used least recently
 * goes.
 */
export class BindGroupCache {
  readonly #device: GPUDevice;
  readonly #params: GPUBuffer;
  readonly #capacity: number;
  readonly #entries = new Map<string, Entry>();
  #clock = 0;

  constructor(device: GPUDevice, params: GPUBuffer, capacity = 8192) {
    this.#device = device;
    this.#params = params;
    this.#capacity = capacity;
  }

  get size(): number {
    return this.#entries.size;
  }

  get(layout: BindingLayout, slabs: readonly Slab[]): GPUBindGroup {
    let key = `${layout.id}`;
    for (const slab of slabs) key += `,${slab.id}`;
    let entry = this.#entries.get(key);
    if (!entry) {
      if (this.#entries.size >= this.#capacity) this.#evict();
      entry = { group: this.#create(layout, slabs), slabIds: slabs.map((slab) => slab.id), lastUse: 0 };
      this.#entries.set(key, entry);
    }
    entry.lastUse = ++this.#clock;
    return entry.group;
  }

  /** Drops the groups that hold any of these slabs. */
  forget(slabIds: ReadonlySet<number>): void {
    for (const [key, entry] of this.#entries) {
      if (entry.slabIds.some((id) => slabIds.has(id))) this.#entries.delete(key);
    }
  }

  clear(): void {
    this.#entries.clear();
  }

  #create(layout: BindingLayout, slabs: readonly Slab[]): GPUBindGroup {
    const entries: GPUBindGroupEntry[] = slabs.map((slab, binding) => ({
      binding,
      resource: { buffer: slab.gpu },
    }));
    if (layout.hasParams) {
      entries.push({ binding: slabs.length, resource: { buffer: this.#params, size: paramsBindingSize } });
    }
    return this.#device.createBindGroup({ layout: layout.group, entries });
  }

  #evict(): void {
    const uses = [...this.#entries.values()].map((entry) => entry.lastUse).sort((a, b) => a - b);
    const median = uses[uses.length >> 1] ?? 0;
    for (const [key, entry] of this.#entries) if (entry.lastUse < median) this.#entries.delete(key);
  }
}

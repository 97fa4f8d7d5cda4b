import type { BufferRef, Access, Broadcast, RecordedLaunch } from '../plan.ts';

/** A number for each buffer of a recording. */
export type Key = number;

/** What a launch touches. */
export interface Footprint {
  readonly launch: RecordedLaunch;
  readonly reads: readonly Key[];
  readonly writes: readonly Key[];
  /** How many elements it computes, where it may be put together with others; 0 elsewhere. */
  readonly size: number;
  /** How it reads each of `reads`, where it may be put together with others. */
  readonly accesses: readonly Access[];
}

/** Numbers the buffers of a recording. */
export class BufferKeys {
  readonly refs: BufferRef[] = [];
  readonly #byIndex = new Map<string, Key>();
  readonly #byBuffer = new Map<object, Key>();

  of(ref: BufferRef): Key {
    const known =
      ref.kind === 'fixed'
        ? this.#byBuffer.get(ref.buffer)
        : this.#byIndex.get(`${ref.kind}${String(ref.index)}`);
    if (known !== undefined) return known;
    const key = this.refs.push(ref) - 1;
    if (ref.kind === 'fixed') this.#byBuffer.set(ref.buffer, key);
    else this.#byIndex.set(`${ref.kind}${String(ref.index)}`, key);
    return key;
  }
}

/** What a launch touches, and how. */
export function footprint(launch: RecordedLaunch, keys: BufferKeys): Footprint {
  const all = launch.buffers.map((ref) => keys.of(ref));
  const count = Object.keys(launch.kernel.reads).length;
  const [reads, writes] = [all.slice(0, count), all.slice(count)];
  const { elementwise } = launch.kernel;
  // A dispatch may not read and write one buffer apart from updating it.
  const plain = elementwise && writes.length === 1 && !reads.includes(writes[0] ?? -1);
  if (!plain) return { launch, reads, writes, size: 0, accesses: [] };
  if (elementwise.layout === 'flat') {
    const accesses = elementwise.reads?.(launch.params) ?? reads.map(() => 'element' as const);
    return { launch, reads, writes, size: launch.params.n ?? 0, accesses };
  }
  const of = (name: string): Broadcast['dims'] => {
    const at = (axis: number) => launch.params[`${name}${String(axis)}`] ?? 0;
    return [at(0), at(1), at(2), at(3)];
  };
  const dims = of('d');
  const size = dims.reduce((product, length) => product * length, 1);
  return { launch, reads, writes, size, accesses: ['a', 'b'].map((name) => accessOf(dims, of(name))) };
}

/** Strides that walk through all elements in order, or stay where they are, are the simpler cases. */
function accessOf(dims: Broadcast['dims'], strides: Broadcast['strides']): Access {
  let step = 1;
  let [inOrder, still] = [true, true];
  for (let axis = 3; axis >= 0; axis--) {
    const length = dims[axis] ?? 1;
    if (length === 1) continue;
    inOrder &&= strides[axis] === step;
    still &&= strides[axis] === 0;
    step *= length;
  }
  if (inOrder) return 'element';
  return still ? 'single' : { dims, strides };
}

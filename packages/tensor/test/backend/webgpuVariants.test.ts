import { describe, expect, it } from 'vitest';
import type { BackendInfo } from '../../src/backend/backend.ts';
import { defineKernel, type BodyName } from '../../src/backend/kernel.ts';
import { fallbackBody } from '../../src/backend/webgpu/kernelBodies.ts';
import { describeWebgpu, floats, openForTest } from './webgpuDevice.ts';

const body = (value: number) => /* wgsl */ `
@compute @workgroup_size(1)
fn main(@builtin(workgroup_id) id: vec3u) {
  out[id.x] = ${value}.0;
}`;

/** Writes 1 with one workgroup on a GPU, 2 with two of them on a software adapter. */
const told = defineKernel({
  name: 'testTold',
  reads: {},
  writes: { out: 'f32' },
  params: { size: 'u32' },
  wgsl: body(1),
  workgroups: () => 1,
  variants: { software: { wgsl: body(2), workgroups: () => 2 } },
  tasks: () => 0,
});

describeWebgpu('kernels with a body for software adapters', () => {
  async function run(kernels?: BodyName): Promise<{ values: number[]; software: boolean }> {
    const backend = await openForTest({ kernels });
    const out = backend.alloc(8);
    backend.upload(out, new Uint8Array(8));
    backend.dispatch(told, [out], { size: 2 });
    const values = await floats(backend, out);
    await backend.close();
    return { values, software: backend.info.software };
  }

  it('take the body for the adapter at hand', async () => {
    const { values, software } = await run();
    expect(values).toEqual(software ? [2, 2] : [1, 0]);
  });

  it('take the body that was asked for', async () => {
    expect((await run('hardware')).values).toEqual([1, 0]);
    expect((await run('software')).values).toEqual([2, 2]);
  });
});

describe('the body of an adapter', () => {
  const adapter = (software: boolean, sizes: readonly [number, number] | null): BackendInfo => ({
    kind: 'webgpu',
    description: 'webgpu (an adapter)',
    software,
    features: sizes ? ['subgroups'] : [],
    limits: sizes ? { subgroupMinSize: sizes[0], subgroupMaxSize: sizes[1] } : {},
  });

  it('is by its kind and, where it is software, by the size of its subgroups', () => {
    expect(fallbackBody(adapter(false, [8, 8]))).toBe('hardware');
    expect(fallbackBody(adapter(true, [8, 8]))).toBe('lanes');
    expect(fallbackBody(adapter(true, [4, 4]))).toBe('software');
    expect(fallbackBody(adapter(true, [4, 8]))).toBe('software');
    expect(fallbackBody(adapter(true, null))).toBe('software');
  });

  it('is the one asked for, but lanes only where subgroups have eight', () => {
    expect(fallbackBody(adapter(true, [8, 8]), 'software')).toBe('software');
    expect(fallbackBody(adapter(false, [8, 8]), 'lanes')).toBe('lanes');
    expect(() => fallbackBody(adapter(false, [32, 64]), 'lanes')).toThrowErrorMatchingInlineSnapshot(
      `[CraftError: kernels: lanes: expected an adapter whose subgroups have 8 invocations but this one's have 32 to 64]`,
    );
  });
});

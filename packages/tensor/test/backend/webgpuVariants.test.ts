import { expect, it } from 'vitest';
import { defineKernel, type BodyName } from '../../src/backend/kernel.ts';
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

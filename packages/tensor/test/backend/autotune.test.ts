import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { defineKernel } from '../../src/backend/kernel.ts';
import { mergeChoices, parseChoices, type KernelChoices } from '../../src/backend/kernelChoices.ts';
import type { Launch } from '../../src/backend/launch.ts';
import type { WebgpuOptions } from '../../src/backend/webgpu/openWebgpu.ts';
import { describeWebgpu, floats, openForTest } from './webgpuDevice.ts';

/** Writes `value` after so many turns of a loop that no compiler can leave out. */
const body = (value: number, turns: number) => ({
  wgsl: `
@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) id: vec3u, @builtin(local_invocation_index) local: u32) {
  var x = f32(params.size + local);
  for (var i = 0u; i < ${turns}u; i++) {
    x = sin(x) + 1.0;
  }
  if (local == 0u && id.x < params.size) {
    out[id.x] = select(${value}.0, 0.0, x > 1000.0);
  }
}`,
  workgroups: ({ size }: { size: number }) => size,
});

const slow = 20_000;

/** Whatever the adapter, the body that would be taken unmeasured is slow, and `small` is fast. */
const racing = defineKernel({
  name: 'testRacing',
  reads: {},
  writes: { out: 'f32' },
  params: { size: 'u32' },
  ...body(1, slow),
  variants: {
    software: body(2, slow),
    tall: { wgsl: 'this is no WGSL', workgroups: () => 1 },
    small: body(3, 1),
  },
  shapeClass: ({ size }) => `size ${size}`,
  tasks: () => 0,
});

const launch = (size: number): Launch => ({ kernel: racing, params: { size }, sizes: [64], bindings: [0] });

describeWebgpu('autotune', () => {
  let folder: string;
  const before = process.env['XDG_CACHE_HOME'];

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'craft-autotune-'));
    process.env['XDG_CACHE_HOME'] = folder;
  });

  afterEach(() => {
    if (before === undefined) delete process.env['XDG_CACHE_HOME'];
    else process.env['XDG_CACHE_HOME'] = before;
    rmSync(folder, { recursive: true });
  });

  /** The one file of choices. */
  function file(): string {
    const [name = ''] = readdirSync(join(folder, 'craft'));
    return join(folder, 'craft', name);
  }

  /** What a launch of that size writes on a device opened so, and what the device says about itself. */
  async function run(options: WebgpuOptions, size: number) {
    const backend = await openForTest(options);
    const out = backend.alloc(64);
    backend.dispatch(racing, [out], { size });
    const [value] = await floats(backend, out);
    const { notices = [], software } = backend.info;
    await backend.close();
    return { value, notices, unmeasured: software ? 2 : 1 };
  }

  async function tune(options: WebgpuOptions, sizes: readonly number[]) {
    const backend = await openForTest(options);
    const progress: string[] = [];
    const report = await backend.tuning?.tune(sizes.map(launch), {
      onProgress: (done, total) => progress.push(`${done}/${total}`),
    });
    // A body that the compiler refuses leaves no failure behind.
    await backend.synchronize();
    const { liveBuffers } = backend.memory();
    await backend.close();
    if (!report) throw new Error('expected a report');
    return { ...report, progress, liveBuffers };
  }

  it('takes what was measured to be fastest, here and in the next process', async () => {
    const unmeasured = await run({ autotune: 'auto' }, 2);
    expect(unmeasured.value).toBe(unmeasured.unmeasured);
    const report = await tune({ autotune: 'auto' }, [1, 2]);
    expect(report).toMatchObject({ measured: 2, progress: ['0/2', '1/2'], keptIn: file(), liveBuffers: 0 });
    expect(report.choices.kernels['testRacing']?.bodies).toEqual({ 'size 1': 'small', 'size 2': 'small' });
    expect(readdirSync(join(folder, 'craft'))).toEqual([
      expect.stringMatching(/^kernels-[a-z0-9.-]+-[0-9a-f]{8}\.json$/),
    ]);
    expect((await run({ autotune: 'auto' }, 2)).value).toBe(3);
    expect((await run({ autotune: 'auto' }, 4)).value).toBe(unmeasured.unmeasured);
  });

  it('measures nothing twice', async () => {
    await tune({ autotune: 'on' }, [1]);
    const kept = readFileSync(file(), 'utf8');
    expect(await tune({ autotune: 'auto' }, [1])).toMatchObject({ measured: 0, progress: [] });
    expect(readFileSync(file(), 'utf8')).toBe(kept);
    expect(await tune({ autotune: 'auto' }, [1, 2])).toMatchObject({ measured: 1 });
    expect(JSON.parse(readFileSync(file(), 'utf8'))).toMatchObject({
      kernels: { testRacing: { bodies: { 'size 1': 'small', 'size 2': 'small' } } },
    });
  });

  it('is off where it is said to be, and then neither reads nor measures', async () => {
    await tune({ autotune: 'auto' }, [2]);
    const { value, unmeasured } = await run({ autotune: 'off' }, 2);
    expect(value).toBe(unmeasured);
    expect(await tune({ autotune: 'off' }, [8])).toMatchObject({ measured: 0 });
    // The tests' own environment says off.
    expect((await run({}, 2)).value).toBe(unmeasured);
  });

  it('runs with exactly the choices it is given', async () => {
    await tune({ autotune: 'auto' }, [2]);
    const backend = await openForTest({ autotune: 'auto' });
    const choices = backend.tuning?.choices([launch(2)]);
    await backend.close();
    rmSync(file());
    expect((await run({ autotune: choices }, 2)).value).toBe(3);
    const other: KernelChoices = {
      adapter: choices?.adapter ?? '',
      kernels: { testRacing: { source: 'another text', bodies: { 'size 2': 'small' } } },
    };
    const { value, unmeasured } = await run({ autotune: other }, 2);
    expect(value).toBe(unmeasured);
    expect(await tune({ autotune: other }, [8])).toMatchObject({ measured: 0 });
    const foreign = { kernels: choices?.kernels ?? {}, adapter: 'Voodoo' };
    expect(await run({ autotune: foreign }, 2)).toEqual({
      value: unmeasured,
      unmeasured,
      notices: ['the given choices of kernels are of another adapter or driver (Voodoo) and not used'],
    });
  });

  it('says that a broken file is ignored, and writes it anew', async () => {
    await tune({ autotune: 'auto' }, [2]);
    writeFileSync(file(), '{ "adapter": ');
    const { value, unmeasured, notices } = await run({ autotune: 'auto' }, 2);
    expect(value).toBe(unmeasured);
    expect(notices).toEqual([`${file()}: ignored, for it is not JSON; the next tuning writes it anew`]);
    expect(await tune({ autotune: 'auto' }, [2])).toMatchObject({ measured: 1, keptIn: file() });
    expect(await run({ autotune: 'auto' }, 2)).toMatchObject({ value: 3, notices: [] });
  });

  it('goes on where nothing can be kept, and says so', async () => {
    writeFileSync(join(folder, 'craft'), 'a file where the folder should be');
    const report = await tune({ autotune: 'auto' }, [2]);
    expect(report.measured).toBe(1);
    expect(report.problem).toMatch(/kernels-.*: the choices of kernels could not be kept: E/);
  });

  it('keeps what was measured before it was stopped', async () => {
    const backend = await openForTest({ autotune: 'auto' });
    const stop = new AbortController();
    const tuning = backend.tuning?.tune([launch(1), launch(2)], {
      signal: stop.signal,
      onProgress: () => stop.abort(),
    });
    await expect(tuning).rejects.toThrow('abort');
    await backend.close();
    expect(await tune({ autotune: 'auto' }, [1, 2])).toMatchObject({ measured: 1 });
  });

  it('refuses another word for its mode', async () => {
    process.env['CRAFT_AUTOTUNE'] = 'yes';
    await expect(openForTest()).rejects.toThrow(
      'CRAFT_AUTOTUNE: expected auto, on or off but received "yes"',
    );
    process.env['CRAFT_AUTOTUNE'] = 'off';
  });
});

it('choices are of one adapter and of known bodies', () => {
  const good = { adapter: 'A', kernels: { gemm: { source: 's', bodies: { 'NN 64×64×64': 'tall' } } } };
  expect(parseChoices(JSON.stringify(good), 'A')).toEqual(good);
  expect(parseChoices(JSON.stringify(good), 'B')).toBe('is of another adapter or driver');
  expect(parseChoices('[]', 'A')).toBe('holds no choices of kernels');
  const wrong = { ...good, kernels: { gemm: { source: 's', bodies: { x: 'huge' } } } };
  expect(parseChoices(JSON.stringify(wrong), 'A')).toBe('names an unknown body for gemm');
  expect(parseChoices('{"adapter":"A","kernels":{"gemm":1}}', 'A')).toBe('holds no choice for gemm');
});

it('merging keeps other kernels and drops choices among an older text', () => {
  const one: KernelChoices = {
    adapter: 'A',
    kernels: {
      gemm: { source: 'old', bodies: { x: 'tall' } },
      conv: { source: 's', bodies: { y: 'small' } },
    },
  };
  const added: KernelChoices = {
    adapter: 'A',
    kernels: {
      gemm: { source: 'new', bodies: { z: 'small' } },
      conv: { source: 's', bodies: { z: 'tall' } },
    },
  };
  expect(mergeChoices(one, added).kernels).toEqual({
    gemm: { source: 'new', bodies: { z: 'small' } },
    conv: { source: 's', bodies: { y: 'small', z: 'tall' } },
  });
});

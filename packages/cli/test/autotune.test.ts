import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openDevice, tuneKernels, type Launch } from '@craft/tensor';
import type { RunRecord } from '@craft/training';
import { expect, test } from 'vitest';
import { craft, craftJson, newProject } from './craft.ts';

const hasWebgpu = process.env['CRAFT_WEBGPU'] === '1';
type Choices = NonNullable<RunRecord['kernels']>;

/** Makes the file of choices of this machine's adapter; a software driver takes minutes to measure a whole model. */
async function keptFile(cache: string): Promise<string> {
  const before = process.env['XDG_CACHE_HOME'];
  process.env['XDG_CACHE_HOME'] = cache;
  const device = await openDevice('webgpu', { autotune: 'auto' });
  const wgsl = '@compute @workgroup_size(1) fn main() { out[0] = 1.0; }';
  const body = { wgsl, workgroups: () => 1 };
  const launch: Launch = {
    kernel: {
      name: 'testOne',
      reads: {},
      writes: { out: 'f32' },
      params: {},
      ...body,
      variants: { software: body, small: body },
      shapeClass: () => 'one',
      tasks: () => 0,
    },
    params: {},
    sizes: [16],
    bindings: [0],
  };
  await tuneKernels(device, [launch]);
  await device.close();
  if (before === undefined) delete process.env['XDG_CACHE_HOME'];
  else process.env['XDG_CACHE_HOME'] = before;
  const [name = ''] = readdirSync(join(cache, 'craft'));
  return join(cache, 'craft', name);
}

test.skipIf(!hasWebgpu)(
  'a run measures what is not known, records what it runs, and goes on with that',
  { timeout: 240_000 },
  async () => {
    const project = newProject();
    const cache = join(project, 'cache');
    const surroundings = {
      cwd: project,
      env: { CRAFT_DEVICE: 'webgpu', CRAFT_AUTOTUNE: '', XDG_CACHE_HOME: cache },
    };
    const overrides = ['model.nLayers=1', 'model.dModel=16', 'model.nHeads=1', 'training.batchSize=2'];
    const tiny = ['run', 'tiny', ...overrides, 'training.duration=1step'];
    const kernelsOf = (run: string) =>
      (JSON.parse(readFileSync(join(run, 'run.json'), 'utf8')) as RunRecord).kernels as Choices;

    // A short run measures nothing.
    const short = await craftJson<{ run: string }>(tiny, surroundings);
    const recorded = kernelsOf(short.run);
    expect(Object.keys(recorded.kernels)).toContain('gemm');

    // One choice is another than that for the kind of adapter, and one class of shapes is not known.
    const file = await keptFile(cache);
    const gemm = recorded.kernels['gemm'];
    const [first = '', second = ''] = Object.keys(gemm?.bodies ?? {});
    const known = structuredClone(recorded) as {
      kernels: Record<string, { bodies: Record<string, string> }>;
    };
    const bodies = known.kernels['gemm']?.bodies ?? {};
    bodies[first] = 'small';
    delete bodies[second];
    writeFileSync(file, JSON.stringify(known));
    const tuned = await craft([...tiny, 'autotune=on', '--json'], surroundings);
    expect(tuned.stderr).toContain(`Found the fastest kernels for 1 shape, kept in ${file}.`);
    const { run } = JSON.parse(tuned.stdout) as { run: string };
    const kernels = kernelsOf(run);
    expect(kernels.kernels['gemm']?.bodies[first]).toBe('small');
    expect(kernels).toEqual(JSON.parse(readFileSync(file, 'utf8')));

    // Going on takes what the run began with, also where nothing is kept any more.
    rmSync(cache, { recursive: true });
    const again = await craft(['run', '--resume', run, 'training.duration=2step'], surroundings);
    expect(again.code).toBe(0);
    expect(again.stderr).not.toContain('kernels');
    expect(kernelsOf(run)).toEqual(kernels);

    // Where it cannot, people hear of it.
    const record = JSON.parse(readFileSync(join(run, 'run.json'), 'utf8')) as RunRecord;
    writeFileSync(
      join(run, 'run.json'),
      JSON.stringify({ ...record, kernels: { ...kernels, adapter: 'V' } }),
    );
    const elsewhere = await craft(['run', '--resume', run, 'training.duration=3step'], surroundings);
    expect(elsewhere.stderr).toContain('are of another adapter or driver (V) and not used');
    expect(elsewhere.stderr).toContain('This device runs other kernels than the run began with');
  },
);

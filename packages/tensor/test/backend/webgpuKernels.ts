import { defineKernel } from '../../src/backend/kernel.ts';

/** out = a + scale · b, one thread an element. */
export const addScaled = defineKernel({
  name: 'testAddScaled',
  reads: { a: 'f32', b: 'f32' },
  writes: { out: 'f32' },
  params: { size: 'u32', scale: 'f32' },
  wgsl: /* wgsl */ `
@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) id: vec3u, @builtin(num_workgroups) count: vec3u, @builtin(local_invocation_index) local: u32) {
  let i = workgroupIndex(id, count) * 64 + local;
  if (i < params.size) {
    out[i] = a[i] + params.scale * b[i];
  }
}`,
  workgroups: ({ size }) => Math.ceil(size / 64),
  tasks: ({ size }) => size,
});

/** x = x · factor, in place. */
export const scaleInPlace = defineKernel({
  name: 'testScaleInPlace',
  reads: {},
  writes: { x: 'f32' },
  params: { size: 'u32', factor: 'f32' },
  wgsl: /* wgsl */ `
@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) id: vec3u, @builtin(num_workgroups) count: vec3u, @builtin(local_invocation_index) local: u32) {
  let i = workgroupIndex(id, count) * 64 + local;
  if (i < params.size) {
    x[i] *= params.factor;
  }
}`,
  workgroups: ({ size }) => Math.ceil(size / 64),
  tasks: ({ size }) => size,
});

/** Sums rows of \`width\` in a tree over workgroup memory; \`WIDTH\` and \`SCALE\` are constants. */
export const rowSum = defineKernel({
  name: 'testRowSum',
  reads: { x: 'f32' },
  writes: { sums: 'f32' },
  params: { rows: 'u32', width: 'u32' },
  wgsl: /* wgsl */ `
var<workgroup> partial: array<f32, 64>;
@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) id: vec3u, @builtin(num_workgroups) count: vec3u, @builtin(local_invocation_index) local: u32) {
  let row = workgroupIndex(id, count);
  if (row >= params.rows) {
    return;
  }
  var sum = 0.0;
  for (var i = local; i < WIDTH; i += 64) {
    sum += x[row * WIDTH + i];
  }
  partial[local] = sum;
  workgroupBarrier();
  for (var half = 32u; half > 0; half >>= 1) {
    if (local < half) {
      partial[local] += partial[local + half];
    }
    workgroupBarrier();
  }
  if (local == 0) {
    sums[row] = partial[0] * SCALE;
  }
}`,
  workgroups: ({ rows }) => rows,
  constants: ({ width }) => ({ WIDTH: width, SCALE: 0.5 }),
  tasks: ({ rows }) => rows,
});

/** Writes its workgroup's index, one thread a workgroup, and counts visits. */
export const workgroupMarks = defineKernel({
  name: 'testWorkgroupMarks',
  reads: {},
  writes: { marks: 'u32' },
  params: { size: 'u32' },
  wgsl: /* wgsl */ `
@compute @workgroup_size(1)
fn main(@builtin(workgroup_id) id: vec3u, @builtin(num_workgroups) count: vec3u) {
  let i = workgroupIndex(id, count);
  if (i < params.size) {
    marks[i] += i + 1;
  }
}`,
  workgroups: ({ size }) => size,
  tasks: ({ size }) => size,
});

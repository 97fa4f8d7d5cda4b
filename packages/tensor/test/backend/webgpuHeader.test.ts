import { describe, expect, it } from 'vitest';
import { defineKernel } from '../../src/backend/kernel.ts';
import { sizeClass } from '../../src/backend/webgpu/sizeClass.ts';
import { wgslSource } from '../../src/backend/webgpu/wgslHeader.ts';
import { workgroupGrid } from '../../src/backend/webgpu/workgroupGrid.ts';

const kernel = defineKernel({
  name: 'testHeader',
  reads: { x: 'f32', ids: 'i32' },
  writes: { out: 'vec4<f32>' },
  params: { size: 'u32', scale: 'f32' },
  wgsl: `// A comment.
enable f16; // as half as possible
enable subgroups;

@compute @workgroup_size(64) fn main() {}`,
  workgroups: () => 1,
  tasks: () => 1,
});

describe('wgslSource', () => {
  it('declares constants, params and bindings before the kernel, directives first', () => {
    const source = wgslSource(kernel, { WIDTH: 64, SHIFT: -3, EPS: 1e-7 });
    expect(source.code).toMatchInlineSnapshot(`
      "enable f16;
      enable subgroups;
      const WIDTH: u32 = 64u;
      const SHIFT: i32 = -3i;
      const EPS: f32 = 1e-7f;
      struct Params { size: u32, scale: f32 }
      @group(0) @binding(0) var<storage, read> x: array<f32>;
      @group(0) @binding(1) var<storage, read> ids: array<i32>;
      @group(0) @binding(2) var<storage, read_write> out: array<vec4<f32>>;
      @group(0) @binding(3) var<uniform> params: Params;
      fn workgroupIndex(id: vec3u, count: vec3u) -> u32 { return id.x + id.y * count.x; }
      // A comment.



      @compute @workgroup_size(64) fn main() {}"
    `);
    expect(source.code.split('\n')[source.headerLines]).toBe('// A comment.');
  });

  it('leaves out what a kernel does not have', () => {
    const bare = { ...kernel, reads: {}, params: {}, wgsl: '' };
    expect(wgslSource(bare, {}).code).toMatchInlineSnapshot(`
      "@group(0) @binding(0) var<storage, read_write> out: array<vec4<f32>>;
      fn workgroupIndex(id: vec3u, count: vec3u) -> u32 { return id.x + id.y * count.x; }
      "
    `);
  });

  it('refuses constants that are no numbers, and more params than fit', () => {
    expect(() => wgslSource(kernel, { WIDTH: NaN })).toThrowErrorMatchingInlineSnapshot(
      `[CraftError: kernel testHeader: expected a finite number for the constant WIDTH but received NaN]`,
    );
    const params = Object.fromEntries(Array.from({ length: 65 }, (_, i) => [`p${i}`, 'u32' as const]));
    expect(() => wgslSource({ ...kernel, params }, {})).toThrowErrorMatchingInlineSnapshot(
      `[CraftError: kernel testHeader: expected at most 64 params but received 65]`,
    );
  });
});

describe('sizeClass', () => {
  it('rounds up by at most a quarter, to multiples of 16', () => {
    expect([0, 1, 256, 257, 320, 321, 512, 513, 1000, 1025].map((size) => sizeClass(size))).toEqual([
      256, 256, 256, 320, 320, 384, 512, 640, 1024, 1280,
    ]);
    for (let size = 257; size < 1e9; size = Math.floor(size * 1.37)) {
      const capacity = sizeClass(size);
      expect(capacity).toBeGreaterThanOrEqual(size);
      expect(capacity).toBeLessThan(size * 1.25 + 16);
      expect(capacity % 16).toBe(0);
      expect(sizeClass(capacity)).toBe(capacity);
    }
  });

  it('goes no further than the limit', () => {
    expect(sizeClass(1020, 1020)).toBe(1020);
  });
});

describe('workgroupGrid', () => {
  it('has room for every workgroup within the limit and wastes less than a row', () => {
    for (const count of [0, 1, 65_535, 65_536, 131_071, 1_000_003, 65_535 ** 2]) {
      const { width, height } = workgroupGrid('k', count, 65_535);
      expect(width).toBeLessThanOrEqual(65_535);
      expect(height).toBeLessThanOrEqual(65_535);
      expect(width * height).toBeGreaterThanOrEqual(count);
      expect(width * height - count).toBeLessThan(height);
    }
  });
});

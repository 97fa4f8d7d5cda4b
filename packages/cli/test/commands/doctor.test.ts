import { tmpdir } from 'node:os';
import { expect, test } from 'vitest';
import { craft, craftJson } from '../craft.ts';

test('says which devices there are, which one auto takes, and why', async () => {
  type Report = {
    versions: { craft: string; node: string };
    processor: { threads: number };
    devices: {
      kind: string;
      available: boolean;
      reason?: string;
      info?: { limits: object; features: string[] };
    }[];
    auto: { kind: string; why: string };
  };
  const report = await craftJson<Report>(['doctor'], { cwd: tmpdir() });
  expect(report.versions.node).toBe(process.versions.node);
  expect(report.processor.threads).toBeGreaterThan(0);
  expect(report.devices.map(({ kind }) => kind).sort()).toEqual(['cpu', 'webgpu']);
  expect(report.devices.find(({ kind }) => kind === 'cpu')).toMatchObject({ available: true });
  const webgpu = report.devices.find(({ kind }) => kind === 'webgpu');
  expect(webgpu?.available).toBe(process.env['CRAFT_WEBGPU'] === '1');
  expect(report.auto.why).not.toBe('');
});

test('tells people on stderr', async () => {
  const { code, stdout, stderr } = await craft(['doctor'], { cwd: tmpdir() });
  expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
  expect(stderr).toMatch(/craft-cli \d+\.\d+\.\d+, Node \d+/);
  expect(stderr).toMatch(/auto takes (cpu|webgpu): /);
  if (process.env['CRAFT_WEBGPU'] === '1') {
    expect(stderr).toMatch(/ {2}matrix products: (tile|registers|lanes) f32, /);
  }
  expect(stderr).toMatch(/mixed precision \(training\.precision=mixed\): available/);
});

test('a CRAFT_DEVICE that is none is wrong usage, as in every command', async () => {
  const { code, stderr } = await craft(['doctor'], { cwd: tmpdir(), env: { CRAFT_DEVICE: 'webgu' } });
  expect(code).toBe(2);
  expect(stderr.trimEnd()).toMatchInlineSnapshot(`
    "error: CRAFT_DEVICE: expected auto, cpu, webgpu or nothing but received "webgu"; did you mean "webgpu"? [usage.device]
      Set it to one of these, or unset it."
  `);
});

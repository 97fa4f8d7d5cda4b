/**
 * Every op on every device: forward against an f64 loop, gradients against finite differences of that
 * loop, both against figures that PyTorch computed, and no buffer left behind. Pages in a browser run the
 * same cases: tools/browser/conformance.test.ts.
 */
import { createHash } from 'node:crypto';
import { afterAll, expect, test } from 'vitest';
import { opTable, type OpName } from '../../src/index.ts';
import { eachDevice } from '../eachDevice.ts';
import { checkCase, checkFigures, type Evaluation } from './checkCase.ts';
import type { ConformanceCase } from './conformanceCase.ts';
import { worstErrors } from './expectClose.ts';
import { loadCases } from './loadCases.ts';
import { torchFigures } from './torchFigures.ts';

// CRAFT_CONFORMANCE=gelu,silu runs these ops only, for work on them.
const only = process.env.CRAFT_CONFORMANCE?.split(',');
const cases = [...(await loadCases(only)).values()].flatMap((module) => module.cases);

/** Bits that the CPU's first run of each case gave: they must not depend on the number of threads. */
const cpuBits = new Map<ConformanceCase, string>();

/** Whether the op runs other kernels on a GPU than on a software adapter. */
const varied = (op: OpName): boolean => opTable[op].kernels.some((kernel) => kernel.variants);

eachDevice(
  (device, { kind, instructions, otherKernels }) => {
    const own = cases.filter((one) => !otherKernels || (varied(one.op) && !one.oneKernel));
    if (own.length === 0) test.skip('none of the ops chosen by CRAFT_CONFORMANCE');
    for (const one of own) {
      const title = `${one.op}: ${one.name}`;

      test(title, async () => {
        const got = await checkCase(device(), one);
        // Plain SIMD rounds otherwise than fused multiply-add.
        if (kind !== 'cpu' || instructions === 'simd') return;
        const bits = fingerprint(got);
        expect(cpuBits.get(one) ?? bits, 'bits on another number of threads').toBe(bits);
        cpuBits.set(one, bits);
      });

      const figures = torchFigures(one.op)[one.name];
      if (figures) test(`${title}, against PyTorch`, () => checkFigures(device(), one, figures));
    }
  },
  { eachKernel: true },
);

afterAll(() => {
  if (!process.env.CRAFT_CONFORMANCE_REPORT) return;
  const lines = worstErrors().map(([what, share]) => `${share.toFixed(3)}  ${what}`);
  console.log(`Errors as shares of the tolerance:\n${lines.slice(0, 40).join('\n')}`);
});

function fingerprint({ output, gradients }: Evaluation): string {
  const hash = createHash('sha1');
  for (const values of [output, ...gradients]) if (values) hash.update(values);
  return hash.digest('hex');
}

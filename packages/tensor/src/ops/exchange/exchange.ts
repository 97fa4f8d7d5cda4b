import { defineKernel } from '../../backend/kernel.ts';
import { CraftError } from '../../errors.ts';
import { formatShape, sameShape } from '../../shape.ts';
import type { Tensor } from '../../tensor.ts';
import { expectDType, launch } from '../op.ts';
import wgsl from './exchange.wgsl';

const exchangeKernel = defineKernel({
  name: 'exchange',
  reads: {},
  writes: { a: 'vec4<f32>', b: 'vec4<f32>' },
  params: { n: 'u32' },
  wgsl,
  workgroups: ({ n }) => Math.ceil(n / 1024),
  tasks: ({ n }) => Math.ceil(n / 1024),
  grain: () => 8,
});

/**
 * Exchanges the values of two different f32 tensors of one shape, in place and without further memory: how a model
 * is evaluated with averaged weights. No gradient. Throws `shape.mismatch`.
 */
export function exchange(a: Tensor, b: Tensor): void {
  expectDType('exchange', 'a', a, 'f32');
  expectDType('exchange', 'b', b, 'f32');
  if (!sameShape(a.shape, b.shape)) {
    throw new CraftError(
      'shape.mismatch',
      `exchange: expected b of a's shape ${formatShape(a.shape)} but received ${formatShape(b.shape)}`,
    );
  }
  if (a.size > 0) launch(exchangeKernel, [], [a, b], { n: a.size });
}

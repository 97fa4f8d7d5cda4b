import { defineKernel } from '../../backend/kernel.ts';
import { CraftError } from '../../errors.ts';
import { formatShape, sameShape, sizeOf } from '../../shape.ts';
import { emptyTensor, type Tensor } from '../../tensor.ts';
import { apply, defineOp, expectDType, input, launch } from '../op.ts';
import { rowsOf } from '../rows/rowKernel.ts';
import { rowExpSumWgsl, rowGrain, rowGroups, rowLanes } from '../rows/rowLanes.ts';
import { probabilityCrossEntropy } from './probabilityCrossEntropy.ts';
import wgsl from './crossEntropy.wgsl';
import backwardWgsl from './crossEntropyBackward.wgsl';
import totalWgsl from './crossEntropyTotal.wgsl';

/** Loss and log-sum-exp of every row. */
const crossEntropyKernel = defineKernel({
  name: 'crossEntropy',
  reads: { x: 'f32', targets: 'i32' },
  writes: { losses: 'f32', logSums: 'f32' },
  params: { rows: 'u32', columns: 'u32', ignoreIndex: 'u32', smoothing: 'f32' },
  wgsl: `${rowExpSumWgsl}\n${wgsl}`,
  constants: ({ columns }) => ({ LANES: rowLanes(columns) }),
  workgroups: ({ rows, columns }) => rowGroups(rows, columns),
  tasks: ({ rows }) => rows,
  grain: ({ columns }) => rowGrain(columns),
});

/** The losses' sum or mean, and the number of rows that count. */
const crossEntropyTotalKernel = defineKernel({
  name: 'crossEntropyTotal',
  reads: { losses: 'f32', targets: 'i32' },
  writes: { out: 'f32', count: 'f32' },
  params: { rows: 'u32', ignoreIndex: 'u32', mean: 'u32' },
  wgsl: totalWgsl,
  workgroups: () => 1,
  tasks: () => 1,
});

/** (softmax − one-hot) · gradient in one pass over the logits. */
const crossEntropyBackwardKernel = defineKernel({
  name: 'crossEntropyBackward',
  reads: { x: 'f32', targets: 'i32', logSums: 'f32', count: 'f32', gradient: 'f32' },
  writes: { dx: 'f32' },
  params: { rows: 'u32', columns: 'u32', ignoreIndex: 'u32', mean: 'u32', perRow: 'u32', smoothing: 'f32' },
  wgsl: backwardWgsl,
  workgroups: ({ rows, columns }) => Math.ceil((rows * columns) / 256),
  tasks: ({ rows }) => rows,
  grain: ({ columns }) => rowGrain(columns),
});

/** How the rows' losses are put together. */
export type Reduction = 'sum' | 'mean' | 'none';

interface CrossEntropyAttributes {
  readonly reduction: Reduction;
  readonly ignoreIndex: number;
  readonly smoothing: number;
}

export const crossEntropyOp = defineOp<CrossEntropyAttributes>({
  name: 'crossEntropy',
  kernels: [crossEntropyKernel, crossEntropyTotalKernel, crossEntropyBackwardKernel],
  outputs: (specs, { reduction }) => {
    const logits = input(specs, 0);
    const targets = input(specs, 1);
    expectDType('crossEntropy', 'logits', logits, 'f32');
    expectDType('crossEntropy', 'targets', targets, 'i32');
    const classes = logits.shape[logits.shape.length - 1];
    if (!classes || !sameShape(logits.shape.slice(0, -1), targets.shape)) {
      throw new CraftError(
        'shape.mismatch',
        `crossEntropy: expected logits [..., V] with V ≥ 1 and targets [...] but received ${formatShape(logits.shape)} and ${formatShape(targets.shape)}`,
      );
    }
    const perRow = { shape: targets.shape, dtype: 'f32' } as const;
    if (reduction === 'none') return [perRow, perRow];
    const scalar = { shape: [], dtype: 'f32' } as const;
    return [scalar, perRow, scalar];
  },
  forward: ({ inputs, outputs, attributes: { reduction, ignoreIndex, smoothing } }) => {
    const logits = input(inputs, 0);
    const targets = input(inputs, 1);
    const out = input(outputs, 0);
    const logSums = input(outputs, 1);
    const size = rowsOf(logits);
    const params = { ...size, ignoreIndex, smoothing };
    if (reduction === 'none') {
      launch(crossEntropyKernel, [logits, targets], [out, logSums], params);
      return;
    }
    const losses = emptyTensor(targets.shape, 'f32', logits.device);
    launch(crossEntropyKernel, [logits, targets], [losses, logSums], params);
    launch(crossEntropyTotalKernel, [losses, targets], [out, input(outputs, 2)], {
      rows: size.rows,
      ignoreIndex,
      mean: reduction === 'mean' ? 1 : 0,
    });
    losses.dispose();
  },
  backward: ({ inputs, outputs, attributes: { reduction, ignoreIndex, smoothing } }, gradient) => {
    const logits = input(inputs, 0);
    const logSums = input(outputs, 1);
    const dx = emptyTensor(logits.shape, 'f32', logits.device);
    const reads = [logits, input(inputs, 1), logSums, outputs[2] ?? logSums, gradient];
    launch(crossEntropyBackwardKernel, reads, [dx], {
      ...rowsOf(logits),
      ignoreIndex,
      mean: reduction === 'mean' ? 1 : 0,
      perRow: reduction === 'none' ? 1 : 0,
      smoothing,
    });
    return [dx, null];
  },
  flops: ([x]) => (x ? 5 * sizeOf(x.shape) : 0),
});

/** How cross-entropy is told to count. */
export interface CrossEntropyOptions {
  /** Default 'mean'. */
  readonly reduction?: Reduction;
  /** The class that does not count, for targets that are classes; default −100. */
  readonly ignoreIndex?: number;
  /** The share ε of the target that is spread evenly over all classes; default 0 (Szegedy et al. 2016). */
  readonly labelSmoothing?: number;
}

/**
 * Softmax cross-entropy in nats: −log softmax(logits)[target] of every row, put together by
 * `reduction`: 'mean' (default), 'sum', or 'none'. logits f32 [..., V], targets i32 [...] → [] or [...].
 * Targets may also be f32 [..., V], the classes' probabilities: −Σ target · log softmax(logits), and 'mean'
 * divides by the number of rows. With `labelSmoothing` ε a target t counts as (1 − ε)·t + ε/V.
 *
 * A target equal to `ignoreIndex` (default −100) gives loss 0 and gradient 0, and 'mean' divides by the
 * number of the others (NaN where there is none), as PyTorch does. Any other target outside
 * 0 … V − 1 makes the loss NaN; `checkIds` finds those on the host. Sums have a fixed order.
 * Throws `shape.mismatch` and `crossEntropy.labelSmoothing`.
 *
 * Backward computes e^(x − logSumExp) anew instead of keeping the probabilities: that costs an
 * exponential per logit and saves a tensor as large as the logits.
 */
export function crossEntropy(logits: Tensor, targets: Tensor, options: CrossEntropyOptions = {}): Tensor {
  const { reduction = 'mean', ignoreIndex = -100, labelSmoothing = 0 } = options;
  if (!(labelSmoothing >= 0 && labelSmoothing <= 1)) {
    throw new CraftError(
      'crossEntropy.labelSmoothing',
      `crossEntropy: expected labelSmoothing from 0 to 1 but received ${labelSmoothing}`,
    );
  }
  if (targets.dtype === 'f32' && sameShape(logits.shape, targets.shape) && logits.rank > 0) {
    return probabilityCrossEntropy(logits, targets, reduction, labelSmoothing);
  }
  return apply(crossEntropyOp, [logits, targets], { reduction, ignoreIndex, smoothing: labelSmoothing });
}

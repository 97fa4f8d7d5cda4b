import { defineKernel } from '../../backend/kernel.ts';
import hiddenBeforeWgsl from '../recurrent/hiddenBefore.wgsl';
import { onCpu, onGpu } from '../recurrent/recurrentKernel.ts';
import recurrentStepWgsl from '../recurrent/recurrentStep.wgsl';
import sigmoidWgsl from '../sigmoid/sigmoid.wgsl';
import tanhWgsl from '../tanh/tanh.wgsl';
import stepWgsl from './lstmStep.wgsl';
import stepBackwardWgsl from './lstmStepBackward.wgsl';

const forward = {
  reads: { gates: 'f32', weight: 'f32', h0: 'f32', c0: 'f32' },
  writes: { out: 'f32', activated: 'f32', cells: 'f32' },
} as const;
const backward = {
  reads: { gradient: 'f32', activated: 'f32', cells: 'f32', c0: 'f32', weight: 'f32' },
  writes: { dgates: 'f32', dh0: 'f32', dc0: 'f32' },
} as const;
export const lstmKernel = defineKernel({ name: 'lstm', ...forward, ...onCpu({}) });

/** Like `lstm` for one step; wants the weight transposed. */
export const lstmStepKernel = defineKernel({
  name: 'lstmStep',
  ...forward,
  ...onGpu({}),
  wgsl: [sigmoidWgsl, tanhWgsl, recurrentStepWgsl, hiddenBeforeWgsl, stepWgsl].join('\n'),
});

/** Wants the weight transposed. */
export const lstmBackwardKernel = defineKernel({ name: 'lstmBackward', ...backward, ...onCpu({}) });

/** Like `lstmBackward` for one step; wants the weight as it is. */
export const lstmStepBackwardKernel = defineKernel({
  name: 'lstmStepBackward',
  ...backward,
  ...onGpu({}),
  wgsl: [tanhWgsl, recurrentStepWgsl, stepBackwardWgsl].join('\n'),
});

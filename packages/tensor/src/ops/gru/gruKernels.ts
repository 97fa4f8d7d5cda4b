import { defineKernel } from '../../backend/kernel.ts';
import hiddenBeforeWgsl from '../recurrent/hiddenBefore.wgsl';
import { onCpu, onGpu } from '../recurrent/recurrentKernel.ts';
import recurrentStepWgsl from '../recurrent/recurrentStep.wgsl';
import sigmoidWgsl from '../sigmoid/sigmoid.wgsl';
import tanhWgsl from '../tanh/tanh.wgsl';
import stepWgsl from './gruStep.wgsl';
import stepBackwardWgsl from './gruStepBackward.wgsl';

const forward = {
  reads: { gates: 'f32', weight: 'f32', bias: 'f32', h0: 'f32' },
  writes: { out: 'f32', activated: 'f32' },
} as const;
const backward = {
  reads: { gradient: 'f32', activated: 'f32', out: 'f32', h0: 'f32', weight: 'f32' },
  writes: { dgates: 'f32', dhidden: 'f32', dh0: 'f32' },
} as const;

export const gruKernel = defineKernel({ name: 'gru', ...forward, ...onCpu({ hasBias: 'u32' }) });

/** Like `gru` for one step; wants the weight transposed. */
export const gruStepKernel = defineKernel({
  name: 'gruStep',
  ...forward,
  ...onGpu({ hasBias: 'u32' }),
  wgsl: [sigmoidWgsl, tanhWgsl, recurrentStepWgsl, hiddenBeforeWgsl, stepWgsl].join('\n'),
});

/** Wants the weight transposed. */
export const gruBackwardKernel = defineKernel({ name: 'gruBackward', ...backward, ...onCpu({}) });

/** Like `gruBackward` for one step; wants the weight as it is. */
export const gruStepBackwardKernel = defineKernel({
  name: 'gruStepBackward',
  ...backward,
  ...onGpu({}),
  wgsl: [recurrentStepWgsl, stepBackwardWgsl].join('\n'),
});

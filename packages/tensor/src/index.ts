import { installMethods } from './ops/methods.ts';

installMethods();

export { CraftError, isCraftError } from './errors.ts';
export type { Backend, BackendInfo, DeviceKind, MemoryReport } from './backend/backend.ts';
export { Device, defaultDevice, setDefaultDevice } from './device.ts';
export { chooseDevice, openDevice, probeDevices, type DeviceReport, type OpenOptions } from './openDevice.ts';
export type { DType, HostArray, HostValues } from './dtype.ts';
export type { Shape } from './shape.ts';
export { Tensor, type TensorOptions } from './tensor.ts';
export { arange, full, ones, randn, tensor, uniform, zeros } from './creation.ts';
export type { CreationOptions, NestedNumbers, RandomOptions } from './creation.ts';
export { noGrad, isGradEnabled } from './autograd/graph.ts';
export { scope } from './scope.ts';
export { philox, Random } from './random.ts';
export { randomScope, type RandomScopeOptions } from './randomScope.ts';
export { adamwStep, type AdamwOptions } from './ops/adamwStep/adamwStep.ts';
export { affine } from './ops/affine/affine.ts';
export { attention, type AttentionOptions } from './ops/attention/attention.ts';
export {
  cachedAttention,
  type CachedAttentionOptions,
} from './ops/attention/attention.ts';
export { clipScale } from './ops/clipScale/clipScale.ts';
export { concat } from './ops/concat/concat.ts';
export { stack } from './ops/concat/stack.ts';
export { crossEntropy, type Reduction } from './ops/crossEntropy/crossEntropy.ts';
export { dropout } from './ops/dropout/dropout.ts';
export { checkIds } from './ops/embedding/checkIds.ts';
export { embedding } from './ops/embedding/embedding.ts';
export { gelu } from './ops/gelu/gelu.ts';
export { globalNorm } from './ops/globalNorm/globalNorm.ts';
export { layerNorm } from './ops/layerNorm/layerNorm.ts';
export { linear, type FusedActivation, type LinearOptions } from './ops/linear/linear.ts';
export { logSoftmax } from './ops/logSoftmax/logSoftmax.ts';
export { matmul, type MatmulOptions } from './ops/matmul/matmul.ts';
export { maximum } from './ops/maximum/maximum.ts';
export { minimum } from './ops/minimum/minimum.ts';
export { rmsNorm } from './ops/rmsNorm/rmsNorm.ts';
export { rotary, type RotaryLayout, type RotaryOptions } from './ops/rotary/rotary.ts';
export { silu } from './ops/silu/silu.ts';
export { split } from './ops/slice/split.ts';
export { softmax } from './ops/softmax/softmax.ts';
export { where } from './ops/where/where.ts';
export { writeRows } from './ops/writeRows/writeRows.ts';
export { opTable, type OpName } from './ops/table.ts';

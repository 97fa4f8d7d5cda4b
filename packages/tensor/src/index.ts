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
export { gelu } from './ops/gelu/gelu.ts';
export { silu } from './ops/silu/silu.ts';
export { opTable, type OpName } from './ops/table.ts';

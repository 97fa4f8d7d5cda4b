import type { Device } from './device.ts';

/** Whether the device computes with f16: the cpu always, WebGPU where the adapter has `shader-f16`. */
export function computesHalves({ kind, info }: Pick<Device, 'kind' | 'info'>): boolean {
  return kind === 'cpu' || info.features.includes('shader-f16');
}

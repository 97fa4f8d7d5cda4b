import type { BackendInfo } from '../backend.ts';
import { driverHint, gpuProvider, unavailable } from './gpuProvider.ts';

/** Limits that matter to kernels; the adapter's own are asked for instead of the small defaults. */
const usedLimits = [
  'maxBufferSize',
  'maxStorageBufferBindingSize',
  'maxUniformBufferBindingSize',
  'maxStorageBuffersPerShaderStage',
  'maxComputeWorkgroupStorageSize',
  'maxComputeInvocationsPerWorkgroup',
  'maxComputeWorkgroupSizeX',
  'maxComputeWorkgroupSizeY',
  'maxComputeWorkgroupSizeZ',
  'maxComputeWorkgroupsPerDimension',
  'minUniformBufferOffsetAlignment',
  'minStorageBufferOffsetAlignment',
] as const;

/** Features that kernels may use where the adapter offers them. */
const usedFeatures = ['shader-f16', 'subgroups', 'timestamp-query'] as const;

/** Which adapter to look for. */
export interface AdapterOptions {
  /** Dawn's toggles to switch on, such as `vulkan_enable_f16_on_nvidia`; Node only. */
  readonly toggles?: readonly string[];
  readonly powerPreference?: GPUPowerPreference;
}

/** The best adapter of this machine. Throws `device.unavailable`. */
export async function findAdapter(options: AdapterOptions): Promise<GPUAdapter> {
  const gpu = await gpuProvider(options.toggles ?? []);
  const adapter = await gpu.requestAdapter({
    powerPreference: options.powerPreference ?? 'high-performance',
  });
  if (adapter) return adapter;
  const inNode = !(globalThis as { navigator?: { gpu?: GPU } }).navigator?.gpu;
  throw unavailable(
    'found no adapter: no driver of this machine offers what WebGPU needs',
    inNode ? driverHint : 'switch on hardware acceleration in the browser and update the graphics driver',
  );
}

/** A device with the limits and features of `describeAdapter`. */
export async function requestDevice(adapter: GPUAdapter): Promise<GPUDevice> {
  const requiredLimits: Record<string, number> = {};
  for (const name of usedLimits) requiredLimits[name] = adapter.limits[name];
  const requiredFeatures = usedFeatures.filter((name) => adapter.features.has(name));
  return adapter.requestDevice({ label: 'craft', requiredLimits, requiredFeatures });
}

/** What a device on this adapter can do. `limits` holds the subgroup sizes too where they are known. */
export function describeAdapter(adapter: GPUAdapter): BackendInfo {
  const { info } = adapter;
  const software = isSoftware(info);
  const limits: Record<string, number> = {};
  for (const name of usedLimits) limits[name] = adapter.limits[name];
  if (info.subgroupMinSize > 0) limits.subgroupMinSize = info.subgroupMinSize;
  if (info.subgroupMaxSize > 0) limits.subgroupMaxSize = info.subgroupMaxSize;
  const name = info.description || info.device || [info.vendor, info.architecture].join(' ').trim();
  return {
    kind: 'webgpu',
    description: `webgpu (${name || 'unnamed adapter'}${software ? ', software' : ''})`,
    software,
    features: usedFeatures.filter((feature) => adapter.features.has(feature)),
    limits,
  };
}

/** Names the adapter and its driver, as far as they are told: what was measured on it holds for both. */
export function adapterName({ info }: GPUAdapter): string {
  const parts = [info.vendor, info.architecture, info.device, info.description];
  return parts.filter((part) => part !== '').join(', ');
}

/** Whether the adapter computes on the CPU: slower than our own `cpu` backend there. */
function isSoftware(info: GPUAdapterInfo): boolean {
  if (info.isFallbackAdapter) return true;
  const names = [info.vendor, info.architecture, info.device, info.description].join(' ');
  return /llvmpipe|lavapipe|swiftshader|software|basic render|\bcpu\b/i.test(names);
}

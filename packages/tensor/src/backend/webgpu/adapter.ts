import type { BackendInfo } from '../backend.ts';
import { subgroupMatrixFeature } from '../subgroupMatrix.ts';
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
const usedFeatures = [
  'shader-f16',
  'subgroups',
  'timestamp-query',
  // Not in the standard yet, nor in its types.
  subgroupMatrixFeature as GPUFeatureName,
] as const;

/**
 * Toggles of Dawn under which GPUs offer more: NVIDIA's f16, and subgroup matrices, which are experimental. Dawn passes
 * over those that it does not know.
 */
const gpuToggles = ['vulkan_enable_f16_on_nvidia', 'allow_unsafe_apis'];

/** Which adapter to look for. */
export interface AdapterOptions {
  /** Dawn's toggles to switch on, such as `vulkan_enable_f16_on_nvidia`; Node only. */
  readonly toggles?: readonly string[] | undefined;
  readonly powerPreference?: GPUPowerPreference;
}

/** The best adapter of this machine. Throws `device.unavailable`. */
export async function findAdapter(options: AdapterOptions): Promise<GPUAdapter> {
  const adapter = await request(options, options.toggles ?? []);
  const inNode = !(globalThis as { navigator?: { gpu?: GPU } }).navigator?.gpu;
  if (adapter && inNode && options.toggles === undefined && !isSoftware(adapter.info)) {
    const more = await request(options, gpuToggles).catch(() => null);
    // Another GPU, or less of this one, is not what was asked for.
    if (more && adapterName(more) === adapterName(adapter) && offersAll(more, adapter)) return more;
  }
  if (adapter) return adapter;
  throw unavailable(
    'found no adapter: no driver of this machine offers what WebGPU needs',
    inNode ? driverHint : 'switch on hardware acceleration in the browser and update the graphics driver',
  );
}

async function request(options: AdapterOptions, toggles: readonly string[]): Promise<GPUAdapter | null> {
  const gpu = await gpuProvider(toggles);
  return gpu.requestAdapter({ powerPreference: options.powerPreference ?? 'high-performance' });
}

function offersAll(adapter: GPUAdapter, other: GPUAdapter): boolean {
  return usedFeatures.every((name) => adapter.features.has(name) || !other.features.has(name));
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

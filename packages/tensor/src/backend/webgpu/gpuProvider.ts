import type * as os from 'node:os';
import { CraftError } from '../../errors.ts';

/** What we use of Node's `process`, which pages do not have. */
interface NodeProcess {
  readonly versions: { readonly node?: string };
  readonly platform: string;
  readonly env: Record<string, string | undefined>;
  dlopen(module: object, filename: string, flags: number): void;
  /** Unlike an `import('node:…')`, no bundler for pages trips over it. */
  getBuiltinModule(name: 'node:os'): typeof os;
}

/** What we use of the `webgpu` package (Dawn for Node). */
interface DawnPackage {
  create(options: string[]): GPU;
}

// In a variable, else bundlers would look for the package or take its 132 MB in.
const dawnPackage = 'webgpu';

/**
 * Dawn's instances by their toggles, kept for good: when one is collected while a device made from it
 * lives, the process crashes (seen in webgpu 0.6.2). They do not keep Node from exiting.
 */
const instances = new Map<string, GPU>();

/**
 * The way in to WebGPU: `navigator.gpu` where it exists, in Node the `webgpu` package. `toggles` are
 * Dawn's and have a meaning in Node only. Throws `device.unavailable`.
 */
export async function gpuProvider(toggles: readonly string[]): Promise<GPU> {
  const { navigator, process } = globalThis as { navigator?: { gpu?: GPU }; process?: NodeProcess };
  if (navigator?.gpu) return navigator.gpu;
  if (process?.versions.node) return dawn(process, toggles);
  if ((globalThis as { isSecureContext?: boolean }).isSecureContext === false) {
    throw unavailable('this page is not a secure context', 'serve it over https or from localhost');
  }
  throw unavailable('this browser has no navigator.gpu', 'use a browser with WebGPU and switch it on');
}

async function dawn(process: NodeProcess, toggles: readonly string[]): Promise<GPU> {
  const { tmpdir, constants } = process.getBuiltinModule('node:os');
  // Mesa prints an error without it.
  process.env.XDG_RUNTIME_DIR ??= tmpdir();
  let dawn: DawnPackage;
  try {
    dawn = (await import(/* webpackIgnore: true */ /* @vite-ignore */ dawnPackage)) as DawnPackage;
  } catch (error) {
    const code = (error as { code?: unknown }).code;
    if (code === 'ERR_MODULE_NOT_FOUND') {
      throw unavailable('the package webgpu is not installed', 'npm install webgpu@0.6.2', error);
    }
    const reason = error instanceof Error ? error.message.split('\n', 1)[0] : String(error);
    throw unavailable(`the package webgpu does not load: ${reason}`, 'npm install webgpu@0.6.2', error);
  }
  if (process.platform === 'linux') checkVulkanLoader(process, constants.dlopen.RTLD_LAZY);
  const options = toggles.length > 0 ? [`enable-dawn-features=${toggles.join(',')}`] : [];
  const instance = instances.get(options.join()) ?? dawn.create(options);
  instances.set(options.join(), instance);
  return instance;
}

/** Dawn without the loader finds nothing and prints a warning of its own; this says it better. */
function checkVulkanLoader(process: NodeProcess, flags: number): void {
  try {
    process.dlopen({ exports: {} }, 'libvulkan.so.1', flags);
  } catch (error) {
    // A library that was found is refused as well, for it is no addon of Node.
    if (!(error instanceof Error) || !error.message.includes('cannot open shared object')) return;
    throw unavailable('the Vulkan loader libvulkan.so.1 is not installed', driverHint, error);
  }
}

/** What to do where no adapter is found. */
export const driverHint =
  'install a Vulkan driver; on Debian or Ubuntu: apt-get install libvulkan1 mesa-vulkan-drivers';

/** The error for everything that keeps WebGPU from being used here. */
export function unavailable(reason: string, hint: string, cause?: unknown): CraftError {
  return new CraftError('device.unavailable', `webgpu: ${reason}`, { hint, cause });
}

/** What peers that know only browsers look for: a navigator, and on it Dawn as its gpu. */
import { availableParallelism } from 'node:os';
import { create, globals } from 'webgpu';

export function installBrowser(backend) {
  const value = {
    userAgent: 'Node.js',
    platform: process.platform,
    hardwareConcurrency: availableParallelism(),
  };
  if (backend === 'webgpu') {
    Object.assign(globalThis, globals);
    value.gpu = create([]);
  }
  Object.defineProperty(globalThis, 'navigator', { value, configurable: true });
}

/// <reference types="vite/client" />
/**
 * The conformance suite as a page: puts `craftConformance` on the window for whoever drives the browser
 * (tools/browser/conformance.test.ts).
 */
import { openDevice, type DeviceKind } from '../../src/index.ts';
import type { CaseModule } from '../conformance/conformanceCase.ts';
import { type FileReport, runCases } from '../conformance/runCases.ts';

/** What to run. */
export interface PageRequest {
  readonly device: DeviceKind;
  readonly threads: number;
  /** Names of files under conformance/cases; default all. */
  readonly files?: readonly string[];
}

/** What came of it. */
export interface PageReport {
  readonly device: string;
  readonly isolated: boolean;
  readonly files: readonly FileReport[];
}

declare global {
  interface Window {
    craftConformance(request: PageRequest): Promise<PageReport>;
  }
}

const modules = import.meta.glob<CaseModule>('../conformance/cases/*.ts', { eager: true });
const texts = import.meta.glob<string>('../fixtures/*.json', {
  eager: true,
  query: '?raw',
  import: 'default',
});

window.craftConformance = async ({ device: kind, threads, files }) => {
  const device = await openDevice(kind, { threads });
  const reports: FileReport[] = [];
  for (const [path, { cases }] of Object.entries(modules)) {
    const name = path.replace(/^.*\/|\.ts$/g, '');
    if (files && !files.includes(name)) continue;
    reports.push(await runCases(device, name, cases, texts[`../fixtures/${name}.json`]));
    // A page must answer now and then.
    await new Promise((resolve) => setTimeout(resolve));
  }
  const report = { device: device.description, isolated: globalThis.crossOriginIsolated, files: reports };
  await device.close();
  return report;
};

/// <reference types="vite/client" />
/**
 * The conformance suite as a page: puts `craftConformance` on the window for whoever drives the browser
 * (tools/browser/conformance.test.ts).
 */
import { openDevice, type Device, type DeviceKind } from '../../src/index.ts';
import { checkCase, checkFigures } from '../conformance/checkCase.ts';
import type { CaseModule, ConformanceCase } from '../conformance/conformanceCase.ts';
import { parseFigures } from '../conformance/parseFigures.ts';

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

/** What came of one file of cases. */
export interface FileReport {
  readonly name: string;
  readonly passed: number;
  readonly seconds: number;
  /** One message per check that failed. */
  readonly failures: readonly string[];
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
    reports.push(await runFile(device, name, cases));
    // A page must answer now and then.
    await new Promise((resolve) => setTimeout(resolve));
  }
  const report = { device: device.description, isolated: globalThis.crossOriginIsolated, files: reports };
  await device.close();
  return report;
};

async function runFile(device: Device, name: string, cases: readonly ConformanceCase[]): Promise<FileReport> {
  const began = performance.now();
  const failures: string[] = [];
  let passed = 0;
  const attempt = async (title: string, check: () => Promise<unknown>): Promise<void> => {
    try {
      await check();
      passed++;
    } catch (error) {
      failures.push(`${title}: ${error instanceof Error ? error.message : String(error)}`);
    }
  };
  const figures = parseFigures(texts[`../fixtures/${name}.json`] ?? '{}');
  for (const one of cases) {
    const title = `${one.op}: ${one.name}`;
    await attempt(title, () => checkCase(device, one));
    const known = figures[one.name];
    if (known) await attempt(`${title}, against PyTorch`, () => checkFigures(device, one, known));
  }
  return { name, passed, seconds: (performance.now() - began) / 1000, failures };
}

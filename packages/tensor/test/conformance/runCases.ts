import { computesHalves, isCraftError, type Device } from '../../src/index.ts';
import { checkCase, checkFigures } from './checkCase.ts';
import type { ConformanceCase } from './conformanceCase.ts';
import { parseFigures } from './parseFigures.ts';

/** What came of one file of cases. */
export interface FileReport {
  readonly name: string;
  readonly passed: number;
  readonly seconds: number;
  /** One message per check that failed. */
  readonly failures: readonly string[];
}

/** Checks a file's cases on a device, and against the text of its PyTorch figures, where no test runner is. */
export async function runCases(
  device: Device,
  name: string,
  cases: readonly ConformanceCase[],
  figuresText = '{}',
): Promise<FileReport> {
  const began = performance.now();
  const failures: string[] = [];
  let passed = 0;
  const attempt = async (title: string, check: () => Promise<unknown>): Promise<void> => {
    try {
      await check();
      passed++;
    } catch (error) {
      // An adapter without f16 has to refuse it.
      if (!computesHalves(device) && isCraftError(error) && error.code === 'device.halves') {
        passed++;
        return;
      }
      failures.push(`${title}: ${error instanceof Error ? error.message : String(error)}`);
    }
  };
  const figures = parseFigures(figuresText);
  for (const one of cases) {
    const title = `${one.op}: ${one.name}`;
    await attempt(title, () => checkCase(device, one));
    const known = figures[one.name];
    if (known) await attempt(`${title}, against PyTorch`, () => checkFigures(device, one, known));
  }
  return { name, passed, seconds: (performance.now() - began) / 1000, failures };
}

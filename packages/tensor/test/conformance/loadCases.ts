import { readdirSync } from 'node:fs';
import type { CaseModule } from './conformanceCase.ts';

/** Every module under cases/, by file name without extension. */
export async function loadCases(): Promise<Map<string, CaseModule>> {
  const folder = new URL('./cases/', import.meta.url);
  const files = readdirSync(folder)
    .filter((file) => file.endsWith('.ts'))
    .sort();
  const modules = new Map<string, CaseModule>();
  for (const file of files) {
    modules.set(file.slice(0, -3), (await import(new URL(file, folder).href)) as CaseModule);
  }
  return modules;
}

import { readdirSync } from 'node:fs';
import type { CaseModule } from './conformanceCase.ts';

/** Every module under cases/ (or of those `only` names), by file name without extension. */
export async function loadCases(only?: readonly string[]): Promise<Map<string, CaseModule>> {
  const folder = new URL('./cases/', import.meta.url);
  const files = readdirSync(folder)
    .filter((file) => file.endsWith('.ts') && (only?.includes(file.slice(0, -3)) ?? true))
    .sort();
  const modules = new Map<string, CaseModule>();
  for (const file of files) {
    modules.set(file.slice(0, -3), (await import(new URL(file, folder).href)) as CaseModule);
  }
  return modules;
}

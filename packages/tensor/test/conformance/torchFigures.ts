import { existsSync, readFileSync } from 'node:fs';
import { parseFigures, type TorchFigures } from './parseFigures.ts';

/** The figures of an op by case name; empty where there is no file. */
export function torchFigures(op: string): Readonly<Record<string, TorchFigures>> {
  const path = new URL(`../fixtures/${op}.json`, import.meta.url);
  return existsSync(path) ? parseFigures(readFileSync(path, 'utf8')) : {};
}

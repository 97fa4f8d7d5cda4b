import { existsSync, readFileSync } from 'node:fs';

/** What PyTorch computed in f64 (tools/reference/ops.py): fixtures/<op>.json holds one per case name. */
export interface TorchFigures {
  readonly inputs: readonly (readonly number[])[];
  /** The gradient that was passed to the output's backward; absent where there are no gradients. */
  readonly weights?: readonly number[];
  readonly output: readonly number[];
  readonly shape: readonly number[];
  /** null for inputs without one. */
  readonly gradients?: readonly (readonly number[] | null)[];
}

/** The figures of an op by case name; empty where there is no file. */
export function torchFigures(op: string): Readonly<Record<string, TorchFigures>> {
  const path = new URL(`../fixtures/${op}.json`, import.meta.url);
  if (!existsSync(path)) return {};
  // JSON has no NaN and no infinities: they stand as strings.
  return JSON.parse(readFileSync(path, 'utf8'), (_, value: unknown) =>
    value === 'NaN' || value === 'Infinity' || value === '-Infinity' ? Number(value) : value,
  ) as Record<string, TorchFigures>;
}

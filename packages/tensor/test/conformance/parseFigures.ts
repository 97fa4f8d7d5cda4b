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

/** The figures of an op by case name, from its file's text. */
export function parseFigures(text: string): Readonly<Record<string, TorchFigures>> {
  // JSON has no NaN and no infinities: they stand as strings.
  return JSON.parse(text, (_, value: unknown) =>
    value === 'NaN' || value === 'Infinity' || value === '-Infinity' ? Number(value) : value,
  ) as Record<string, TorchFigures>;
}

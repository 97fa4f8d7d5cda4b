/** Normalised rows in f64. */
export function layerNormRow(row: readonly number[], eps: number): number[] {
  const mean = row.reduce((sum, value) => sum + value, 0) / row.length;
  const variance = row.reduce((sum, value) => sum + (value - mean) ** 2, 0) / row.length;
  return row.map((value) => (value - mean) / Math.sqrt(variance + eps));
}

export function rmsNormRow(row: readonly number[], eps: number): number[] {
  const square = row.reduce((sum, value) => sum + value * value, 0) / row.length;
  return row.map((value) => value / Math.sqrt(square + eps));
}

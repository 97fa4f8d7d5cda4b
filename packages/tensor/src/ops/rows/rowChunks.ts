/**
 * Rows whose contributions to a per-column sum (the gradients of a norm's weight) are added up by one
 * task. It depends on the number of rows only, so the order of additions, and the result to the last
 * bit, does not depend on the number of threads.
 */
export function chunkRows(rows: number): number {
  return Math.max(32, Math.ceil(rows / 1024));
}

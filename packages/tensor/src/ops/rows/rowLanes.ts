import combine from './rowLanes.wgsl';
import online from './rowExpSum.wgsl';

/** WGSL that combines values over a row: `rowSum`, `rowSum2`, `rowMax`; see the file's own comment. */
export const rowLanesWgsl = combine;

/** `rowExpSum(first, columns, local)` over the buffer `x`, besides what rowLanesWgsl has. */
export const rowExpSumWgsl = `${combine}\n${online}`;

/** Invocations that share a row: few for short rows, so that a workgroup of 256 takes several. */
export function rowLanes(columns: number): number {
  if (columns <= 64) return 16;
  if (columns <= 256) return 32;
  return columns <= 1024 ? 64 : 256;
}

/** Workgroups for that many rows. */
export function rowGroups(rows: number, columns: number): number {
  return Math.ceil((rows * rowLanes(columns)) / 256);
}

/** Rows a CPU thread takes at once: about 16,384 elements. */
export function rowGrain(columns: number): number {
  return Math.ceil(16384 / (columns + 1));
}

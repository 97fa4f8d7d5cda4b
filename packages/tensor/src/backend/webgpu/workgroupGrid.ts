import { CraftError } from '../../errors.ts';

/**
 * Lays `count` workgroups out as `width` × `height` because a dimension has a limit (65,535
 * everywhere). The grid may hold up to `height - 1` workgroups more than asked for: kernels guard
 * against `workgroupIndex` beyond their work. Throws `kernel.workgroups`.
 */
export function workgroupGrid(
  kernelName: string,
  count: number,
  limit: number,
): { readonly width: number; readonly height: number } {
  if (!Number.isInteger(count) || count < 0 || count > limit * limit) {
    throw new CraftError(
      'kernel.workgroups',
      `kernel ${kernelName}: expected from 0 to ${limit * limit} workgroups but received ${count}`,
    );
  }
  const height = Math.max(1, Math.ceil(count / limit));
  return { width: Math.ceil(count / height), height };
}

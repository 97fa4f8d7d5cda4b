/**
 * The end of a row that is no whole vector. Loading past it is harmless (the next row or padding is
 * there); storing past it would race with the thread that owns the next row.
 */

/** All bits set in the first `count` lanes (0…4). */
@inline
export function laneMask(count: u32): v128 {
  return i32x4.gt_s(i32x4.splat(count), i32x4(0, 1, 2, 3));
}

/** Stores the first `count` lanes (1…3). */
@inline
export function storeLanes(p: usize, value: v128, count: u32): void {
  v128.store32_lane(p, value, 0);
  if (count > 1) v128.store32_lane(p, value, 1, 4);
  if (count > 2) v128.store32_lane(p, value, 2, 8);
}

/** Stores a whole vector, or its first lanes where fewer than four elements are left. */
@inline
export function storeUpTo(p: usize, value: v128, left: u32): void {
  if (left >= 4) v128.store(p, value);
  else storeLanes(p, value, left);
}

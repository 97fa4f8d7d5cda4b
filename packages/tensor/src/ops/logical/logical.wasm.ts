/** Logic on the words 1 and 0. */

@inline
export function logicalAnd(a: v128, b: v128): v128 {
  return v128.and(a, b);
}

@inline
export function logicalOr(a: v128, b: v128): v128 {
  return v128.or(a, b);
}

@inline
export function logicalXor(a: v128, b: v128): v128 {
  return v128.xor(a, b);
}

@inline
export function logicalNot(x: v128): v128 {
  return v128.xor(x, i32x4.splat(1));
}

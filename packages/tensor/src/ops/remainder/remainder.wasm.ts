@inline
export function remainder(a: v128, b: v128): v128 {
  let zero = f32x4.splat(0);
  let r = f32x4.sub(a, f32x4.mul(f32x4.floor(f32x4.div(a, b)), b));
  let whole = f32x4.ge(f32x4.abs(r), f32x4.abs(b));
  r = f32x4.sub(r, v128.and(b, whole));
  let wrong = v128.and(f32x4.ne(r, zero), v128.xor(f32x4.lt(r, zero), f32x4.lt(b, zero)));
  return f32x4.add(r, v128.and(b, wrong));
}

/** −⌊a / b⌋ */
@inline
export function remainderQuotient(a: v128, b: v128): v128 {
  return f32x4.neg(f32x4.floor(f32x4.div(a, b)));
}

@inline
function signedRemainder(a: i32, b: i32): i32 {
  if (b == 0 || b == -1) return 0;
  let r = a % b;
  return r != 0 && (r ^ b) < 0 ? r + b : r;
}

@inline
function unsignedRemainder(a: u32, b: u32): u32 {
  return b == 0 ? 0 : a % b;
}

@inline
export function remainderI32(a: v128, b: v128): v128 {
  let r = a;
  r = i32x4.replace_lane(r, 0, signedRemainder(i32x4.extract_lane(a, 0), i32x4.extract_lane(b, 0)));
  r = i32x4.replace_lane(r, 1, signedRemainder(i32x4.extract_lane(a, 1), i32x4.extract_lane(b, 1)));
  r = i32x4.replace_lane(r, 2, signedRemainder(i32x4.extract_lane(a, 2), i32x4.extract_lane(b, 2)));
  r = i32x4.replace_lane(r, 3, signedRemainder(i32x4.extract_lane(a, 3), i32x4.extract_lane(b, 3)));
  return r;
}

@inline
export function remainderU32(a: v128, b: v128): v128 {
  let r = a;
  r = i32x4.replace_lane(r, 0, unsignedRemainder(i32x4.extract_lane(a, 0), i32x4.extract_lane(b, 0)));
  r = i32x4.replace_lane(r, 1, unsignedRemainder(i32x4.extract_lane(a, 1), i32x4.extract_lane(b, 1)));
  r = i32x4.replace_lane(r, 2, unsignedRemainder(i32x4.extract_lane(a, 2), i32x4.extract_lane(b, 2)));
  r = i32x4.replace_lane(r, 3, unsignedRemainder(i32x4.extract_lane(a, 3), i32x4.extract_lane(b, 3)));
  return r;
}

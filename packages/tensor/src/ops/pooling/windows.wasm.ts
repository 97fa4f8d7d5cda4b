/** First element of an axis that window i looks at; may lie before the axis. */
@inline
export function spanStart(adaptive: u32, i: u32, length: u32, outLength: u32, stride: u32, pad: u32): i32 {
  return adaptive ? i * length / outLength : <i32>(i * stride) - <i32>pad;
}

/** One past the last; may lie in the padding behind the axis. */
@inline
export function spanEnd(
  adaptive: u32, i: u32, length: u32, outLength: u32, extent: u32, stride: u32, pad: u32,
): i32 {
  if (adaptive) return ((i + 1) * length + outLength - 1) / outLength;
  return min(<i32>(i * stride) - <i32>pad + <i32>extent, <i32>(length + pad));
}

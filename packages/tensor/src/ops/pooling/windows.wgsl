// The elements of one axis that window i looks at, from x to below y, before those outside are left out.
fn span(i: u32, length: u32, outLength: u32, extent: u32, stride: u32, pad: u32) -> vec2i {
  if (params.adaptive == 1u) {
    return vec2i(i32(i * length / outLength), i32(((i + 1u) * length + outLength - 1u) / outLength));
  }
  let start = i32(i * stride) - i32(pad);
  return vec2i(start, min(start + i32(extent), i32(length + pad)));
}

// The windows that may look at element i of an axis, from x to below y.
fn seenBy(i: u32, length: u32, outLength: u32, extent: u32, stride: u32, pad: u32) -> vec2u {
  if (params.adaptive == 1u) {
    return vec2u(i * outLength / length, ((i + 1u) * outLength + length - 1u) / length);
  }
  let last = i + pad;
  return vec2u((max(last + stride, extent) - extent) / stride, min(last / stride + 1u, outLength));
}

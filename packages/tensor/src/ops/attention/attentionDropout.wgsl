fn multiplyHigh(a: u32, b: u32) -> u32 {
  let a0 = a & 0xffffu;
  let a1 = a >> 16u;
  let b0 = b & 0xffffu;
  let b1 = b >> 16u;
  let low = a0 * b0;
  let first = a1 * b0 + (low >> 16u);
  let second = a0 * b1 + (first & 0xffffu);
  return a1 * b1 + (first >> 16u) + (second >> 16u);
}

// Factor of the attention weight of one query and key: 0 or keepScale. The random word is word key mod 4
// of the Philox block with counter (key / 4, query, head, opIndex).
fn keepFactor(query: u32, key: u32, head: u32) -> f32 {
  if (params.dropThreshold == 0u) {
    return 1.0;
  }
  var c = vec4u(key / 4u, query, head, params.opIndex);
  var k0 = params.seed0;
  var k1 = params.seed1;
  for (var round = 0u; round < 10u; round++) {
    let high0 = multiplyHigh(0xd2511f53u, c.x);
    let high1 = multiplyHigh(0xcd9e8d57u, c.z);
    c = vec4u(high1 ^ c.y ^ k0, 0xcd9e8d57u * c.z, high0 ^ c.w ^ k1, 0xd2511f53u * c.x);
    k0 += 0x9e3779b9u;
    k1 += 0xbb67ae85u;
  }
  return select(0.0, params.keepScale, c[key % 4u] >= params.dropThreshold);
}

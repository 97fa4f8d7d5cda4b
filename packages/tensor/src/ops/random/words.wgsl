fn wordsOf(block: u32) -> vec4u {
  return philox(vec2u(params.seed0, params.seed1), vec4u(block, params.opIndex, params.step, 0u));
}

fn unitOf(words: vec4u) -> vec4f {
  return vec4f(words >> vec4u(8u)) * 5.9604644775390625e-8;
}

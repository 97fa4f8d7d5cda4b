// What the kernels of one time step share: an invocation works for one unit of four sequences. Past the last
// sequence, that one is computed again and not stored.
fn works(index: u32) -> bool {
  return index < (params.batch + 3u) / 4u * params.hidden;
}

fn sequencesOf(index: u32) -> vec4u {
  return min(index / params.hidden * 4u + vec4u(0u, 1u, 2u, 3u), vec4u(params.batch - 1u));
}

// Position of a time step of a sequence in [B, T].
fn at(sequence: u32, step: u32) -> u32 {
  return sequence * params.steps + step;
}

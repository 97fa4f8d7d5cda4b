// The keys that four queries see: from lowest to highest − 1. A window counts positions back (and forth, unless
// causal) from a query's own; query i is at position offset + i.
fn lowest(i: vec4u) -> vec4u {
  let after = params.offset + i + 1u;
  return select(vec4u(0u), max(after, vec4u(params.window)) - params.window, params.window > 0u);
}

fn highest(i: vec4u) -> vec4u {
  var reach = vec4u(params.keys);
  if (params.causal == 1u) {
    reach = params.offset + i + 1u;
  } else if (params.window > 0u) {
    reach = params.offset + i + params.window;
  }
  return min(vec4u(params.keys), reach);
}

// What is added to the scores of four pairs of a query and a key: the bias, or what hides the key.
const HIDDEN = -3.0e38;

fn added(b: u32, h: u32, i: vec4u, key: vec4u) -> vec4f {
  var value = vec4f(0.0);
  if (MASKED == 0u) {
    return value;
  }
  let k = min(key, vec4u(params.keys - 1u));
  if (params.hasBias == 1u) {
    let at = b * params.biasBatch + h * params.biasHead + i * params.biasRow + k;
    value = vec4f(bias[at.x], bias[at.y], bias[at.z], bias[at.w]);
  }
  if (params.hasDocuments == 1u) {
    let own = b * params.keys + params.offset + i;
    let other = b * params.keys + k;
    let same = vec4<bool>(
      documents[own.x] == documents[other.x],
      documents[own.y] == documents[other.y],
      documents[own.z] == documents[other.z],
      documents[own.w] == documents[other.w],
    );
    value = select(vec4f(HIDDEN), value, same);
  }
  return value;
}

// Whether the pairs are seen, given what is added to their scores: an infinity of a mask hides, too.
fn seen(i: vec4u, key: vec4u, plus: vec4f) -> vec4<bool> {
  return (key >= lowest(i)) & (key < highest(i)) & (plus > vec4f(-1.0e37));
}

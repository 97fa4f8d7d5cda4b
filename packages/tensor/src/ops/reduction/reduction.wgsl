// out[o, s, i] = x[o, r, i] combined over the rows r of chunk s, times scale. The op's own text provides
// initial(first) and combine(a, b), the kernel's record Element and finish(value). A workgroup makes 256 / LANES outputs; LANES invocations share one,
// each taking every LANES-th row, and combine theirs in a tree. Neighbouring invocations read
// neighbouring elements: lanes are neighbours where rows are contiguous (inner = 1), else outputs are.
var<workgroup> partial: array<Element, 256>;

@compute @workgroup_size(256)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) local: u32,
) {
  const WIDTH = 256u / LANES;
  let column = select(local % WIDTH, local / LANES, ROWS == 1u);
  let lane = select(local / WIDTH, local % LANES, ROWS == 1u);
  let splits = max(1u, (params.reduce + params.chunk - 1u) / params.chunk);
  let outputs = params.outer * splits * params.inner;
  let index = workgroupIndex(group, groups) * WIDTH + column;
  let slot = lane * WIDTH + column;
  if (index < outputs) {
    let block = index / params.inner;
    let first = block % splits * params.chunk;
    let last = min(first + params.chunk, params.reduce);
    let base = block / splits * params.reduce * params.inner + index % params.inner;
    var total = initial(x[base + first * params.inner]);
    for (var r = first + lane; r < last; r += LANES) {
      total = combine(total, x[base + r * params.inner]);
    }
    partial[slot] = total;
  }
  workgroupBarrier();
  for (var half = LANES / 2u; half > 0u; half >>= 1u) {
    if (lane < half) {
      partial[slot] = combine(partial[slot], partial[slot + half * WIDTH]);
    }
    workgroupBarrier();
  }
  if (lane == 0u && index < outputs) {
    out[index] = finish(partial[slot]);
  }
}

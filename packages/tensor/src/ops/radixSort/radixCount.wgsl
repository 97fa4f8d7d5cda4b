var<workgroup> count: array<atomic<u32>, 256>;

@compute @workgroup_size(256)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) local: u32,
) {
  let chunks = (params.columns + 255u) / 256u;
  let chunk = workgroupIndex(group, groups);
  let row = chunk / chunks;
  let at = chunk % chunks * 256u + local;
  if (row < params.rows && at < params.columns) {
    let key = keyOf(keys[row * params.columns + at]);
    atomicAdd(&count[(key >> params.shift) & 255u], 1u);
  }
  workgroupBarrier();
  if (row < params.rows) {
    counts[chunk * 256u + local] = atomicLoad(&count[local]);
  }
}

// As attentionStats, each of the eight numbers loaded by one invocation of a subgroup.
fn statsOf(rows: vec4u, local: u32) -> mat2x4f {
  let row = select(select(rows.x, rows.y, local / 2u == 1u), select(rows.z, rows.w, local / 2u == 3u), local >= 4u);
  let own = stats[2u * row + local % 2u];
  return mat2x4f(
    subgroupBroadcast(own, 0u),
    subgroupBroadcast(own, 2u),
    subgroupBroadcast(own, 4u),
    subgroupBroadcast(own, 6u),
    subgroupBroadcast(own, 1u),
    subgroupBroadcast(own, 3u),
    subgroupBroadcast(own, 5u),
    subgroupBroadcast(own, 7u),
  );
}

// Where position i of the result's axis lies in the source: the element before, and the share of the next.
struct Place {
  before: u32,
  after: u32,
  share: f32,
}

fn place(i: u32, length: u32, rise: u32, offset: u32, run: u32) -> Place {
  let at = u32(max(i32(i * rise + offset), 0));
  let before = min(at / run, length - 1u);
  return Place(before, min(before + 1u, length - 1u), f32(at % run) / f32(run) * f32(params.linear));
}

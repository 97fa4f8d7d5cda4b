/** One task is one row: a part that is copied and a part that is 0. */
export function triangle(
  x: usize, out: usize, matrices: u32, rows: u32, columns: u32, diagonal: u32, upper: u32, start: u32, end: u32,
): void {
  for (let task = start; task < end; task++) {
    let at = <usize>task * columns << 2;
    // Columns before the edge are below the diagonal.
    let edge = <i64>(task % rows) + <i64><i32>diagonal + (upper ? 0 : 1);
    let split = <usize>max<i64>(0, min<i64>(edge, columns)) << 2;
    let row = <usize>columns << 2;
    if (upper) {
      memory.fill(out + at, 0, split);
      memory.copy(out + at + split, x + at + split, row - split);
    } else {
      memory.copy(out + at, x + at, split);
      memory.fill(out + at + split, 0, row - split);
    }
  }
}

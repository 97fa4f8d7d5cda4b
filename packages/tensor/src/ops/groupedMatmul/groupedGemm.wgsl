// What gatherTile gathers for rows times the matrix of their group: a product is a tile of rows that lie in
// one group. Groups begin and end where the offsets say; rows outside all of them become 0.
var<private> first: u32; // row of the tile
var<private> count: u32; // rows of the tile
var<private> matrix: u32; // where the group's matrix begins
var<private> step: u32;
var<private> rows: vec4u;
var<private> columns: vec4u;

fn tiles(high: u32, wide: u32) -> vec2u {
  return vec2u(1u, (params.n + wide - 1u) / wide);
}

fn begin(part: u32) -> vec3u {
  var tile = part;
  var origin = 0u;
  // Group −1 and the one after the last are the rows outside.
  for (var i = 0u; i <= params.groups + 1u; i++) {
    var to = params.rows;
    if (i <= params.groups) {
      to = max(origin, boundary(i));
    }
    let own = (to - origin + TILE_ROWS - 1u) / TILE_ROWS;
    if (tile < own) {
      let outside = i == 0u || i > params.groups;
      let row = origin + tile * TILE_ROWS;
      let height = min(to - row, TILE_ROWS);
      first = row;
      count = height;
      matrix = select(i - 1u, 0u, outside) * params.n * params.k;
      return vec3u(height, params.n, select(params.k, 0u, outside));
    }
    tile -= own;
    origin = to;
  }
  return vec3u(0u);
}

// Neighbouring invocations take neighbouring steps, which lie side by side in the rows.
fn slot(local: u32) -> vec2u {
  return vec2u(local % 16u, local / 16u);
}

fn aim(row: u32, column: u32) {
  let near = vec4u(0u, 1u, 2u, 3u);
  rows = (first + min(row + near, vec4u(max(count, 1u) - 1u))) * params.k;
  columns = min(column + near, vec4u(params.n - 1u));
}

fn seek(k: u32) {
  step = k;
}

fn next() {
  step++;
}

fn left() -> vec4f {
  let at = rows + step;
  return vec4f(a[at.x], a[at.y], a[at.z], a[at.w]);
}

fn right() -> vec4f {
  let at = matrix + select(step * params.n + columns, columns * params.k + step, params.transB == 1u);
  return vec4f(b[at.x], b[at.y], b[at.z], b[at.w]);
}

fn put(row: u32, column: u32, values: mat4x4f) {
  for (var i = 0u; i < 4u; i++) {
    if (row + i >= count) {
      break;
    }
    let to = (first + row + i) * params.n + column;
    for (var j = 0u; j < 4u; j++) {
      if (column + j < params.n) {
        out[to + j] = values[i][j];
      }
    }
  }
}

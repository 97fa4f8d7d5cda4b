// What gatherTile gathers for the gradient of each group's matrix, aᵀ·b over the rows of the group.
var<private> first: u32; // row of the group
var<private> group: u32;
var<private> step: u32;
var<private> rows: vec4u;
var<private> columns: vec4u;

fn tiles(high: u32, wide: u32) -> vec2u {
  return vec2u((params.m + high - 1u) / high, (params.n + wide - 1u) / wide);
}

fn begin(part: u32) -> vec3u {
  if (part >= params.groups) {
    return vec3u(0u);
  }
  let origin = boundary(part);
  let to = max(origin, boundary(part + 1u));
  first = origin;
  group = part;
  return vec3u(params.m, params.n, to - origin);
}

fn slot(local: u32) -> vec2u {
  return vec2u(local / 16u, local % 16u);
}

fn aim(row: u32, column: u32) {
  let near = vec4u(0u, 1u, 2u, 3u);
  rows = min(row + near, vec4u(params.m - 1u));
  columns = min(column + near, vec4u(params.n - 1u));
}

fn seek(k: u32) {
  step = first + k;
}

fn next() {
  step++;
}

fn left() -> vec4f {
  let at = step * params.m + rows;
  return vec4f(a[at.x], a[at.y], a[at.z], a[at.w]);
}

fn right() -> vec4f {
  let at = step * params.n + columns;
  return vec4f(b[at.x], b[at.y], b[at.z], b[at.w]);
}

fn put(row: u32, column: u32, values: mat4x4f) {
  for (var i = 0u; i < 4u; i++) {
    if (row + i >= params.m) {
      break;
    }
    let to = (group * params.m + row + i) * params.n + column;
    for (var j = 0u; j < 4u; j++) {
      if (column + j < params.n) {
        out[to + j] = values[i][j];
      }
    }
  }
}

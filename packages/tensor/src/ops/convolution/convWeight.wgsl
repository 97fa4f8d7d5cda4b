// What gatherTile gathers for the gradient of a convolution's weight: gradients at [rows, position] and the
// source at [position, (channel, tap)], for the positions of one part.
var<private> part: vec2u; // split, channel group
var<private> rowBase: vec4u; // where the four rows' planes of the gradient begin in an image
// Of the four columns: the channel's plane within an image, and the tap's offset.
var<private> plane: vec4u;
var<private> top: vec4i;
var<private> side: vec4i;
// The step at hand: image, row and column of a position.
var<private> image: u32;
var<private> y: u32;
var<private> x: u32;

fn columnCount() -> u32 {
  return params.depth * params.kernelH * params.kernelW;
}

fn tiles(high: u32, wide: u32) -> vec2u {
  return vec2u((params.rows + high - 1u) / high, (columnCount() + wide - 1u) / wide);
}

fn begin(index: u32) -> vec3u {
  let split = index / params.groups;
  if (split >= params.splits) {
    return vec3u(0u);
  }
  part = vec2u(split, index % params.groups);
  let all = params.batch * params.outHeight * params.outWidth;
  let first = min(all, split * params.chunk);
  return vec3u(params.rows, columnCount(), min(all - first, params.chunk));
}

// Neighbouring invocations take neighbouring positions, which lie side by side.
fn slot(local: u32) -> vec2u {
  return vec2u(local % 16u, local / 16u);
}

fn aim(row: u32, column: u32) {
  let rows = min(row + vec4u(0u, 1u, 2u, 3u), vec4u(params.rows - 1u));
  rowBase = (part.y * params.rows + rows) * params.outHeight * params.outWidth;
  let columns = min(column + vec4u(0u, 1u, 2u, 3u), vec4u(columnCount() - 1u));
  let kernel = params.kernelH * params.kernelW;
  plane = (part.y * params.depth + columns / kernel) * params.height * params.width;
  top = vec4i(columns % kernel / params.kernelW * params.dilationH) - i32(params.padH);
  side = vec4i(columns % params.kernelW * params.dilationW) - i32(params.padW);
}

fn seek(k: u32) {
  let at = part.x * params.chunk + k;
  let positions = params.outHeight * params.outWidth;
  image = at / positions;
  y = at % positions / params.outWidth;
  x = at % params.outWidth;
}

fn next() {
  x++;
  if (x == params.outWidth) {
    x = 0u;
    y++;
  }
  if (y == params.outHeight) {
    y = 0u;
    image++;
  }
}

fn left() -> vec4f {
  let size = params.outHeight * params.outWidth;
  let at = rowBase + image * params.groups * params.rows * size + y * params.outWidth + x;
  return vec4f(gradient[at.x], gradient[at.y], gradient[at.z], gradient[at.w]);
}

fn right() -> vec4f {
  let atY = top + i32(y * params.strideH);
  let atX = side + i32(x * params.strideW);
  let size = vec2i(i32(params.height), i32(params.width));
  let inside = (atY >= vec4i(0)) & (atY < vec4i(size.x)) & (atX >= vec4i(0)) & (atX < vec4i(size.y));
  let before = image * params.groups * params.depth * params.height * params.width;
  let at = plane + before + vec4u(select(vec4i(0), atY * size.y + atX, inside));
  return select(vec4f(0.0), vec4f(source[at.x], source[at.y], source[at.z], source[at.w]), inside);
}

fn put(row: u32, column: u32, values: mat4x4f) {
  let all = columnCount();
  for (var i = 0u; i < 4u; i++) {
    if (row + i >= params.rows) {
      break;
    }
    let to = ((part.x * params.groups + part.y) * params.rows + row + i) * all + column;
    for (var j = 0u; j < 4u; j++) {
      if (column + j < all) {
        out[to + j] = values[i][j];
      }
    }
  }
}

// What gatherTile gathers for a convolution or its transpose: weights [rows, (channel, tap)] and the source
// at [(channel, tap), position]. See walk.wasm.ts for how positions of the result meet source and kernel.
struct Walk {
  count: u32,
  first: u32,
  every: u32,
  base: i32,
  step: i32,
  tap: i32,
  weight: u32,
  weightStep: u32,
  taps: u32,
}

var<private> walkY: Walk;
var<private> walkX: Walk;
var<private> channels: u32; // channel groups before this one
// Of the four columns: where the channels of their image begin, and where their taps do.
var<private> image: vec4u;
var<private> top: vec4i;
var<private> side: vec4i;
var<private> weights: vec4u; // where the four rows of weights begin
// The step at hand.
var<private> channel: u32;
var<private> tapY: u32;
var<private> tapX: u32;

fn walk(phase: u32, outLength: u32, kernel: u32, stride: u32, pad: u32, dilation: u32) -> Walk {
  if (params.transposed == 0u) {
    return Walk(outLength, 0u, 1u, -i32(pad), i32(stride), i32(dilation), 0u, 1u, kernel);
  }
  let at = i32(phase + pad);
  var first = 0u;
  while (first < kernel && (at - i32(first * dilation)) % i32(stride) != 0) {
    first++;
  }
  var step = 1u;
  while (step * dilation % stride != 0u) {
    step++;
  }
  let count = (max(outLength, phase) - phase + stride - 1u) / stride;
  let base = (at - i32(first * dilation)) / i32(stride);
  let taps = (max(kernel, first) - first + step - 1u) / step;
  return Walk(count, phase, stride, base, 1, -i32(step * dilation / stride), first, step, taps);
}

fn phases() -> vec2u {
  return select(vec2u(1u), vec2u(params.strideH, params.strideW), params.transposed == 1u);
}

fn tiles(high: u32, wide: u32) -> vec2u {
  let by = phases();
  let most = params.batch * ((params.outHeight + by.x - 1u) / by.x) * ((params.outWidth + by.y - 1u) / by.y);
  return vec2u((params.rows + high - 1u) / high, (most + wide - 1u) / wide);
}

fn begin(part: u32) -> vec3u {
  let phase = part / params.groups;
  let by = phases();
  // Workgroups that only fill up the grid have no columns.
  if (phase >= by.x * by.y) {
    return vec3u(0u);
  }
  let y = walk(phase / by.y, params.outHeight, params.kernelH, params.strideH, params.padH, params.dilationH);
  let x = walk(phase % by.y, params.outWidth, params.kernelW, params.strideW, params.padW, params.dilationW);
  walkY = y;
  walkX = x;
  channels = part % params.groups;
  return vec3u(params.rows, params.batch * y.count * x.count, params.depth * y.taps * x.taps);
}

fn slot(local: u32) -> vec2u {
  return vec2u(local / 16u, local % 16u);
}

fn aim(row: u32, column: u32) {
  let positions = walkY.count * walkX.count;
  let at = min(column + vec4u(0u, 1u, 2u, 3u), vec4u(params.batch * positions - 1u));
  image = (at / positions * params.groups + channels) * params.depth * params.height * params.width;
  top = vec4i(at % positions / walkX.count) * walkY.step + walkY.base;
  side = vec4i(at % walkX.count) * walkX.step + walkX.base;
  let kernel = params.kernelH * params.kernelW;
  let stride = select(params.depth * kernel, kernel, params.transposed == 1u);
  let rows = min(row + vec4u(0u, 1u, 2u, 3u), vec4u(params.rows - 1u));
  weights = channels * params.rows * params.depth * kernel + rows * stride;
}

fn seek(k: u32) {
  let taps = walkY.taps * walkX.taps;
  channel = k / taps;
  tapY = k % taps / walkX.taps;
  tapX = k % walkX.taps;
}

fn next() {
  tapX++;
  if (tapX == walkX.taps) {
    tapX = 0u;
    tapY++;
  }
  if (tapY == walkY.taps) {
    tapY = 0u;
    channel++;
  }
}

fn left() -> vec4f {
  let kernel = params.kernelH * params.kernelW;
  let stride = select(kernel, params.rows * kernel, params.transposed == 1u);
  let y = walkY.weight + tapY * walkY.weightStep;
  let at = weights + channel * stride + y * params.kernelW + walkX.weight + tapX * walkX.weightStep;
  return vec4f(weight[at.x], weight[at.y], weight[at.z], weight[at.w]);
}

fn right() -> vec4f {
  let y = top + i32(tapY) * walkY.tap;
  let x = side + i32(tapX) * walkX.tap;
  let size = vec2i(i32(params.height), i32(params.width));
  let inside = (y >= vec4i(0)) & (y < vec4i(size.x)) & (x >= vec4i(0)) & (x < vec4i(size.y));
  let plane = image + channel * params.height * params.width;
  let at = plane + vec4u(select(vec4i(0), y * size.y + x, inside));
  return select(vec4f(0.0), vec4f(source[at.x], source[at.y], source[at.z], source[at.w]), inside);
}

fn put(row: u32, column: u32, values: mat4x4f) {
  let positions = walkY.count * walkX.count;
  let plane = params.outHeight * params.outWidth;
  for (var j = 0u; j < 4u; j++) {
    let at = column + j;
    if (at >= params.batch * positions) {
      break;
    }
    let y = walkY.first + at % positions / walkX.count * walkY.every;
    let x = walkX.first + at % walkX.count * walkX.every;
    for (var i = 0u; i < 4u; i++) {
      if (row + i >= params.rows) {
        break;
      }
      let own = channels * params.rows + row + i;
      let to = (at / positions * params.groups * params.rows + own) * plane + y * params.outWidth + x;
      out[to] = values[i][j] + select(0.0, bias[own], params.hasBias == 1u);
    }
  }
}

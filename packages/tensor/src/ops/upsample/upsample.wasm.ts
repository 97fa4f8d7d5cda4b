/** Where position i lies in the source, times `run`. */
@inline
function placeOf(i: u32, rise: u32, offset: u32): u32 {
  return max(<i32>(i * rise + offset), 0);
}

/** One task is a plane. */
export function upsample(
  x: usize, out: usize,
  planes: u32, height: u32, width: u32, outHeight: u32, outWidth: u32,
  riseH: u32, offsetH: u32, runH: u32, riseW: u32, offsetW: u32, runW: u32, linear: u32, start: u32, end: u32,
): void {
  for (let task = start; task < end; task++) {
    let plane = x + (<usize>task * height * width << 2);
    let to = out + (<usize>task * outHeight * outWidth << 2);
    for (let i: u32 = 0; i < outHeight; i++) {
      let y = placeOf(i, riseH, offsetH);
      let before = min(y / runH, height - 1);
      let above = plane + (<usize>before * width << 2);
      let below = plane + (<usize>min(before + 1, height - 1) * width << 2);
      let down = <f32>(y % runH) / <f32>runH;
      for (let j: u32 = 0; j < outWidth; j++) {
        let column = placeOf(j, riseW, offsetW);
        let left = min(column / runW, width - 1);
        let value = load<f32>(above + (<usize>left << 2));
        if (linear) {
          let right = <usize>min(left + 1, width - 1) << 2;
          let aside = <f32>(column % runW) / <f32>runW;
          value += (load<f32>(above + right) - value) * aside;
          let lower = load<f32>(below + (<usize>left << 2));
          lower += (load<f32>(below + right) - lower) * aside;
          value += (lower - value) * down;
        }
        store<f32>(to, value);
        to += 4;
      }
    }
  }
}

@inline
function addTo(p: usize, value: f32): void {
  store<f32>(p, load<f32>(p) + value);
}

/** One task is a plane, whose positions give back what they took in their order. */
export function upsampleBackward(
  gradient: usize, dx: usize,
  planes: u32, height: u32, width: u32, outHeight: u32, outWidth: u32,
  riseH: u32, offsetH: u32, runH: u32, riseW: u32, offsetW: u32, runW: u32, linear: u32, start: u32, end: u32,
): void {
  for (let task = start; task < end; task++) {
    let plane = dx + (<usize>task * height * width << 2);
    memory.fill(plane, 0, <usize>height * width << 2);
    let from = gradient + (<usize>task * outHeight * outWidth << 2);
    for (let i: u32 = 0; i < outHeight; i++) {
      let y = placeOf(i, riseH, offsetH);
      let before = min(y / runH, height - 1);
      let above = plane + (<usize>before * width << 2);
      let below = plane + (<usize>min(before + 1, height - 1) * width << 2);
      let down = <f32>(y % runH) / <f32>runH;
      for (let j: u32 = 0; j < outWidth; j++) {
        let value = load<f32>(from);
        from += 4;
        let column = placeOf(j, riseW, offsetW);
        let left = min(column / runW, width - 1);
        if (!linear) {
          addTo(above + (<usize>left << 2), value);
          continue;
        }
        let right = <usize>min(left + 1, width - 1) << 2;
        let aside = <f32>(column % runW) / <f32>runW;
        let lower = value * down;
        let upper = value - lower;
        addTo(above + (<usize>left << 2), upper * (1 - aside));
        addTo(above + right, upper * aside);
        addTo(below + (<usize>left << 2), lower * (1 - aside));
        addTo(below + right, lower * aside);
      }
    }
  }
}

import { exp4, logOnePlus4, sigmoid4 } from '../../backend/cpu/math.wasm';

/** log(1 + e^−x): max(−x, 0) + log(1 + e^−|x|). */
@inline
function softplusOfNegative(x: v128): v128 {
  let far = logOnePlus4(exp4(f32x4.neg(f32x4.abs(x))));
  return f32x4.add(f32x4.max(f32x4.neg(x), f32x4.splat(0)), far);
}

/** The positive class's weights for elements i to i + 3. */
@inline
function weightOf(weights: usize, weight: f32, period: u32, i: u32): v128 {
  if (period == 0) return f32x4.splat(weight);
  let w = v128.load32_splat(weights + (<usize>(i % period) << 2));
  w = v128.load32_lane(weights + (<usize>((i + 1) % period) << 2), w, 1);
  w = v128.load32_lane(weights + (<usize>((i + 2) % period) << 2), w, 2);
  return v128.load32_lane(weights + (<usize>((i + 3) % period) << 2), w, 3);
}

/** (1 − t)·x + (1 + (p − 1)·t)·softplus(−x). One task is 1,024 elements; past the end is padding. */
export function binaryCrossEntropy(
  x: usize, targets: usize, weights: usize, out: usize,
  n: u32, weight: f32, period: u32, start: u32, end: u32,
): void {
  let one = f32x4.splat(1);
  let to: usize = min(<usize>end << 12, (<usize>n + 3 >> 2) << 4);
  for (let i: usize = <usize>start << 12; i < to; i += 16) {
    let v = v128.load(x + i);
    let t = v128.load(targets + i);
    let w = weightOf(weights, weight, period, <u32>(i >> 2));
    let share = f32x4.add(one, f32x4.mul(f32x4.sub(w, one), t));
    let off = f32x4.mul(f32x4.sub(one, t), v);
    v128.store(out + i, f32x4.add(off, f32x4.mul(share, softplusOfNegative(v))));
  }
}

/** By x: (1 − t) − (1 + (p − 1)·t)·σ(−x). By t: (p − 1)·softplus(−x) − x. */
export function binaryCrossEntropyBackward(
  x: usize, targets: usize, weights: usize, gradient: usize, dx: usize,
  n: u32, weight: f32, period: u32, factor: f32, single: u32, byTargets: u32, start: u32, end: u32,
): void {
  let one = f32x4.splat(1);
  let by = f32x4.splat(factor);
  let all = f32x4.mul(v128.load32_splat(gradient), by);
  let to: usize = min(<usize>end << 12, (<usize>n + 3 >> 2) << 4);
  for (let i: usize = <usize>start << 12; i < to; i += 16) {
    let g = single ? all : f32x4.mul(v128.load(gradient + i), by);
    let v = v128.load(x + i);
    let t = v128.load(targets + i);
    let more = f32x4.sub(weightOf(weights, weight, period, <u32>(i >> 2)), one);
    let slope: v128;
    if (byTargets) {
      slope = f32x4.sub(f32x4.mul(more, softplusOfNegative(v)), v);
    } else {
      let share = f32x4.add(one, f32x4.mul(more, t));
      slope = f32x4.sub(f32x4.sub(one, t), f32x4.mul(share, sigmoid4(f32x4.neg(v))));
    }
    v128.store(dx + i, f32x4.mul(slope, g));
  }
}

import { storeUpTo } from '../../backend/cpu/tail.wasm';

/**
 * A task is one run of neighbouring elements that are gated alike in form: `inner` elements under one gate,
 * or, where inner is 1, `heads` elements under neighbouring gates.
 */
export function linearRecurrence(
  gate: usize, x: usize, initial: usize, out: usize,
  batch: u32, steps: u32, outer: u32, middle: u32, heads: u32, inner: u32, start: u32, end: u32,
): void {
  let perGate = inner > 1;
  let run = perGate ? inner : heads;
  let runs = outer * middle * (perGate ? heads : 1);
  let row = <usize>runs * run << 2;
  let gateRow = <usize>outer * heads << 2;
  for (let task = start; task < end; task++) {
    let index = task / runs;
    let own = task % runs;
    let at = <usize>own * run << 2;
    let g = gate + index * steps * gateRow + (gateOf(own, middle, heads, perGate) << 2);
    for (let j: u32 = 0; j < run; j += 4) {
      let here = at + (<usize>j << 2);
      let left = run - j;
      let state = v128.load(initial + index * row + here);
      for (let t: u32 = 0; t < steps; t++) {
        let place = (<usize>index * steps + t) * row + here;
        let p = g + t * gateRow;
        let factor = perGate ? v128.load32_splat(p) : v128.load(p + (<usize>j << 2));
        state = f32x4.add(f32x4.mul(factor, state), v128.load(x + place));
        storeUpTo(out + place, state, left);
      }
    }
  }
}

export function linearRecurrenceBackward(
  gate: usize, gradient: usize, dx: usize, dinitial: usize,
  batch: u32, steps: u32, outer: u32, middle: u32, heads: u32, inner: u32, start: u32, end: u32,
): void {
  let perGate = inner > 1;
  let run = perGate ? inner : heads;
  let runs = outer * middle * (perGate ? heads : 1);
  let row = <usize>runs * run << 2;
  let gateRow = <usize>outer * heads << 2;
  for (let task = start; task < end; task++) {
    let index = task / runs;
    let own = task % runs;
    let at = <usize>own * run << 2;
    let g = gate + index * steps * gateRow + (gateOf(own, middle, heads, perGate) << 2);
    for (let j: u32 = 0; j < run; j += 4) {
      let here = at + (<usize>j << 2);
      let left = run - j;
      let later = f32x4.splat(0);
      for (let t: i32 = steps - 1; t >= 0; t--) {
        let place = (<usize>index * steps + t) * row + here;
        let p = g + t * gateRow;
        let factor = perGate ? v128.load32_splat(p) : v128.load(p + (<usize>j << 2));
        let total = f32x4.add(v128.load(gradient + place), later);
        storeUpTo(dx + place, total, left);
        later = f32x4.mul(factor, total);
      }
      storeUpTo(dinitial + index * row + here, later, left);
    }
  }
}

/** Element of a step's gates that a run begins with. */
@inline
function gateOf(run: u32, middle: u32, heads: u32, perGate: bool): usize {
  return perGate ? <usize>(run / heads / middle * heads + run % heads) : <usize>(run / middle * heads);
}

/**
 * Elementwise kernels one after the other, block by block: what one leaves for the next stays in this thread's cache.
 * A block is a multiple of 1,024 elements, and a task.
 *
 * A program is `[steps, (7 spare)]` and then its steps, STEP_BYTES each: `[kernel id, is broadcast, pointers, slots,
 * words, (3 spare), …arguments]` in 32-bit words. Bit p of `slots` says that pointer argument p is the number of a
 * slot: a block of this thread's scratch memory instead of a place in memory.
 */
import { callKernel } from '../../generated/entry.wasm';
import { scratch } from './runtime.wasm';

const HEADER_BYTES: usize = 32;
const STEP_BYTES: usize = 160;
const ARGUMENTS: usize = 32;
// Of scratch memory: kernels use the beginning of it themselves.
const ARGUMENTS_AT: usize = 4096;
const SLOTS_AT: usize = 8192;

export function fusedChain(program: usize, n: u32, block: u32, start: u32, end: u32): void {
  let steps = load<u32>(program);
  let args = scratch + ARGUMENTS_AT;
  for (let task = start; task < end; task++) {
    let from = task * block;
    let to = min(from + block, n);
    let step = program + HEADER_BYTES;
    for (let s: u32 = 0; s < steps; s++) {
      let words = load<u32>(step, 16);
      memory.copy(args, step + ARGUMENTS, <usize>words << 2);
      let slots = load<u32>(step, 12);
      let pointers = load<u32>(step, 8);
      for (let p: u32 = 0; p < pointers; p++) {
        if (!((slots >> p) & 1)) continue;
        let at = args + (<usize>p << 2);
        // Kernels count from the first element of all, which is as far before the slot as it is before the block.
        store<usize>(at, scratch + SLOTS_AT + (load<usize>(at) - <usize>task) * (<usize>block << 2));
      }
      let id = load<u32>(step);
      if (load<u32>(step, 4)) broadcastRows(id, step + ARGUMENTS, args, from, to);
      else callKernel(id, args, from >> 10, (to + 1023) >> 10);
      step += STEP_BYTES;
    }
  }
}

/** Elements [from, to) of a kernel over two operands that broadcast, one innermost row or a part of it at a time. */
function broadcastRows(id: u32, own: usize, args: usize, from: u32, to: u32): void {
  let d1 = load<u32>(own, 16);
  let d2 = load<u32>(own, 20);
  let d3 = load<u32>(own, 24);
  let a = load<usize>(args);
  let b = load<usize>(args, 4);
  let out = load<usize>(args, 8);
  store<u32>(args, 1, 12);
  store<u32>(args, 1, 16);
  store<u32>(args, 1, 20);
  while (from < to) {
    let row = from / d3;
    let i3 = from - row * d3;
    let length = min(to - from, d3 - i3);
    let i2 = row % d2;
    let i1 = row / d2 % d1;
    let i0 = row / d2 / d1;
    let ea = i0 * load<u32>(own, 28) + i1 * load<u32>(own, 32) + i2 * load<u32>(own, 36) + i3 * load<u32>(own, 40);
    let eb = i0 * load<u32>(own, 44) + i1 * load<u32>(own, 48) + i2 * load<u32>(own, 52) + i3 * load<u32>(own, 56);
    store<usize>(args, a + (<usize>ea << 2));
    store<usize>(args, b + (<usize>eb << 2), 4);
    store<usize>(args, out + (<usize>from << 2), 8);
    store<u32>(args, length, 24);
    callKernel(id, args, 0, (length + 4095) >> 12);
    from += length;
  }
}

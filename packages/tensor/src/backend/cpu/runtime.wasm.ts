/**
 * The part of the CPU backend that runs in every thread: walking a queue of kernel launches.
 *
 * A launch record is `[kernel id, tasks, grain, next, done, (3 spare), …arguments]` in 32-bit words,
 * RECORD_WORDS apart. Threads take `grain` tasks at a time from `next`; `done` counts finished tasks
 * and is the barrier before the following record. Nobody depends on how many threads take part: a
 * thread that comes late finds the work done, and the caller alone would finish everything.
 */
import { callKernel } from '../../generated/entry.wasm';

// Control block, in words: 0 generation, 1 open (1 while a queue may be walked), 2 active workers,
// 3 record count, 4 fault, 5 may the caller sleep.
let control: usize = 0;
let queue: usize = 0;
/** This thread's private scratch memory (kernels use it through `scratch`). */
export let scratch: usize = 0;

const RECORD_BYTES: usize = 160;
const ARGUMENTS: usize = 32;
const SPINS: u32 = 20000;

export function initialize(controlAt: usize, queueAt: usize, scratchAt: usize): void {
  control = controlAt;
  queue = queueAt;
  scratch = scratchAt;
}

/** Waits until `*at == value`, spinning first, sleeping in short naps if that takes long. */
function await32(at: usize, value: i32, maySleep: bool): void {
  let spins: u32 = 0;
  while (true) {
    let seen = atomic.load<i32>(at);
    if (seen == value) return;
    if (++spins > SPINS) {
      if (atomic.load<i32>(control, 16)) unreachable();
      if (maySleep) atomic.wait<i32>(at, seen, 100000);
      else spins = 0;
    }
  }
}

function walkQueue(maySleep: bool): void {
  let count = load<u32>(control, 12);
  let record = queue;
  for (let i: u32 = 0; i < count; i++) {
    let id = load<u32>(record);
    let tasks = load<i32>(record, 4);
    let grain = load<i32>(record, 8);
    let args = record + ARGUMENTS;
    while (true) {
      let start = atomic.add<i32>(record + 12, grain);
      if (start >= tasks) break;
      let end = min(start + grain, tasks);
      callKernel(id, args, start, end);
      atomic.add<i32>(record + 16, end - start);
    }
    await32(record + 16, tasks, maySleep);
    record += RECORD_BYTES;
  }
}

/** Called by the owning thread: runs the queue together with the workers and returns when all is done. */
export function walk(count: u32, wake: bool): void {
  store<u32>(control, count, 12);
  atomic.store<i32>(control, 1, 4);
  if (wake) {
    atomic.add<i32>(control, 1);
    atomic.notify(control, -1);
  }
  let maySleep = load<u32>(control, 20) != 0;
  walkQueue(maySleep);
  atomic.store<i32>(control, 0, 4);
  await32(control + 8, 0, maySleep);
}

/** A worker's life: spin for new work, sleep when there is none for a while. Returns on shutdown. */
export function workerLoop(): void {
  let seen = 0;
  while (true) {
    let spins: u32 = 0;
    while (atomic.load<i32>(control) == seen) {
      if (++spins > SPINS) atomic.wait<i32>(control, seen, -1);
    }
    seen = atomic.load<i32>(control);
    if (seen < 0) return;
    atomic.add<i32>(control + 8, 1);
    if (atomic.load<i32>(control, 4)) walkQueue(true);
    atomic.sub<i32>(control + 8, 1);
  }
}

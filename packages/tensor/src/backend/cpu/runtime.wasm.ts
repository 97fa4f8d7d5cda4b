/**
 * The part of the CPU backend that runs in every thread: walking a queue of kernel launches.
 *
 * A launch record is `[kernel id, tasks, grain, done, next, batch, condition, (1 spare), …arguments]` in 32-bit
 * words, RECORD_WORDS apart. Where the word that `condition` (0: none) points to is 0, the tasks are taken and not run. Threads take `grain` tasks at a time from `next`; `done` counts finished
 * tasks and is the barrier before the following record. Nobody depends on how many threads take part: a
 * thread that comes late finds the work done, and the caller alone would finish everything.
 *
 * `next` and `batch` are one 64-bit word that is only changed by comparing and swapping. A thread takes
 * tasks of the batch it entered and of no other, so the caller need not wait for late threads: whatever
 * they still look at when the records are overwritten, they can no longer take anything.
 */
import { callKernel } from '../../generated/entry.wasm';

// Control block, in words: 0 generation (changes to wake; negative: the end), 1 the batch that may be
// walked (0: none), 2 the records to walk, 3 record count, 4 fault, 5 may the caller sleep.
let control: usize = 0;
/** This thread's private scratch memory. */
export let scratch: usize = 0;
/** Whether tiles of 16 columns pay: the engine makes one 256-bit operation of two neighbouring ones. */
export let wide: bool = false;

const RECORD_BYTES: usize = 224;
const ARGUMENTS: usize = 32;
const SPINS: u32 = 20000;

export function initialize(controlAt: usize, scratchAt: usize, wideTiles: bool): void {
  control = controlAt;
  scratch = scratchAt;
  wide = wideTiles;
}

/** Takes the next tasks of a record; the first one's number, or `tasks` where none is left for this batch. */
@inline
function take(record: usize, batch: u32, tasks: u32, grain: u32): u32 {
  let word = atomic.load<u64>(record, 16);
  while (true) {
    let next = <u32>word;
    if (<u32>(word >> 32) != batch || next >= tasks) return tasks;
    let seen = atomic.cmpxchg<u64>(record, word, word + grain, 16);
    if (seen == word) return next;
    word = seen;
  }
}

/** Walks the queue as long as `batch` is the one being walked. */
function walkQueue(batch: u32, maySleep: bool): void {
  let count = load<u32>(control, 12);
  let record = <usize>load<u32>(control, 8);
  for (let i: u32 = 0; i < count; i++) {
    let id = load<u32>(record);
    let tasks = load<u32>(record, 4);
    let grain = load<u32>(record, 8);
    let condition = <usize>load<u32>(record, 24);
    while (true) {
      let start = take(record, batch, tasks, grain);
      if (start >= tasks) break;
      let end = min(start + grain, tasks);
      if (condition == 0 || load<u32>(condition) != 0) callKernel(id, record + ARGUMENTS, start, end);
      atomic.add<u32>(record, end - start, 12);
    }
    // The barrier: spinning first, then short naps.
    let spins: u32 = 0;
    while (true) {
      let done = atomic.load<u32>(record, 12);
      if (done == tasks) break;
      if (atomic.load<u32>(control, 4) != batch) return;
      if (++spins <= SPINS) continue;
      if (atomic.load<u32>(control, 16)) unreachable();
      if (maySleep) atomic.wait<i32>(record + 12, done, 100000);
      else spins = 0;
    }
    if (atomic.load<u32>(control, 4) != batch) return;
    record += RECORD_BYTES;
  }
}

/** Called by the owning thread: runs the records together with the workers and returns when all is done. */
export function walk(records: usize, count: u32, batch: u32, wake: bool): void {
  store<u32>(control, <u32>records, 8);
  store<u32>(control, count, 12);
  atomic.store<u32>(control, batch, 4);
  if (wake) {
    atomic.add<i32>(control, 1);
    atomic.notify(control, -1);
  }
  walkQueue(batch, load<u32>(control, 20) != 0);
  atomic.store<u32>(control, 0, 4);
}

/** Walks records that were walked before, once more. */
export function replay(records: usize, count: u32, batch: u32, wake: bool): void {
  for (let i: u32 = 0; i < count; i++) {
    let record = records + i * RECORD_BYTES;
    // The batch first, as for new records.
    atomic.store<u32>(record, batch, 20);
    store<u32>(record, 0, 16);
    store<u32>(record, 0, 12);
  }
  walk(records, count, batch, wake);
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
    let batch = atomic.load<u32>(control, 4);
    if (batch) walkQueue(batch, true);
  }
}

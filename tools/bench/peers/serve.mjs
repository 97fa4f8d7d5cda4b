/**
 * How an engine is asked in a process of its own, so that neither its globals nor its crash reach another: one JSON
 * request per line in, one answer out. `engine.ops[op](sizes)` gives { run, results, dispose }: `run` starts one
 * repetition, `engine.synchronize` waits for all, `results` runs once more and gives what came out as typed arrays.
 */
import { createInterface } from 'node:readline';
import { digest } from './values.mjs';

/** Answers requests to one engine; keeps the operation that was asked for last. */
export function answerer(engine) {
  let key;
  let prepared;
  return async ({ do: what, op, sizes, runs, seconds }) => {
    if (!(op in engine.ops)) return { missing: true };
    try {
      const wanted = JSON.stringify([op, sizes]);
      // A check begins with fresh values.
      if (key !== wanted || what === 'check') {
        await prepared?.dispose?.();
        prepared = undefined;
        prepared = await engine.ops[op](sizes);
        key = wanted;
      }
      if (what === 'check') {
        for (let i = 1; i < runs; i++) await prepared.run();
        return { digests: (await prepared.results()).map(digest) };
      }
      const once = await timed(engine, prepared.run, 1);
      const count = Math.max(1, Math.min(10_000, Math.floor(seconds / once)));
      return { perSecond: count / (await timed(engine, prepared.run, count)) };
    } catch (error) {
      key = undefined;
      return { error: String(error?.message ?? error).split('\n')[0] };
    }
  };
}

async function timed(engine, run, count) {
  await engine.synchronize();
  const start = performance.now();
  for (let i = 0; i < count; i++) {
    const pending = run();
    if (pending) await pending;
  }
  await engine.synchronize();
  return (performance.now() - start) / 1000;
}

/** Serves an engine on stdin and stdout until stdin ends. */
export async function serve(open) {
  const engine = await open(process.argv[2], Number(process.argv[3]));
  const answer = answerer(engine);
  // Some libraries write to stdout: answers have lines of their own, marked.
  const say = (message) => process.stdout.write(`\n${JSON.stringify(message)}\n`);
  say({ name: engine.name });
  for await (const line of createInterface({ input: process.stdin })) say(await answer(JSON.parse(line)));
  process.exit(0);
}

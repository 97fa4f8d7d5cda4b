// Counts the pieces of text that the main thread reads: see countWords.ts.
import { parentPort, workerData } from 'node:worker_threads';
import { WordCounter, type WordCounterOptions } from '../tokenizers/bpe/wordCounter.ts';
import type { TextMessage } from './countWords.ts';

const counter = new WordCounter(workerData as WordCounterOptions);

parentPort?.on('message', (message: TextMessage | null) => {
  if (message === null) {
    counter.end();
    const counts = counter.counts();
    parentPort?.postMessage(counts, [counts.arena.buffer, counts.starts.buffer, counts.counts.buffer]);
    parentPort?.close();
    return;
  }
  const { bytes, ends } = message;
  let start = 0;
  for (const end of ends) {
    counter.pushBytes(bytes.subarray(start, end));
    counter.end();
    start = end;
  }
  counter.pushBytes(bytes.subarray(start));
  parentPort?.postMessage(null);
});

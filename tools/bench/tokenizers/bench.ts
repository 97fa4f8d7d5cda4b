/**
 * Tokenizers against Hugging Face's, in turn on the same text:
 *
 *     npx tsx --conditions=@craft/source tools/bench/tokenizers/bench.ts train [--megabytes 100] [--vocab 32768] [--repeats 3]
 *     npx tsx --conditions=@craft/source tools/bench/tokenizers/bench.ts encode [--text file]
 *
 * `train` needs a Python with `tokenizers` (CRAFT_PYTHON names it), and checks that both learn the same merges. Times are those
 * of the whole training, reading and counting included. `encode` compares with @huggingface/tokenizers, on one thread.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { gpt2FromFiles, trainTokenizer } from '@craft/data';
import { median, spread } from '../statistics.mjs';
import { writeSyntheticCorpus } from './corpus.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    megabytes: { type: 'string', default: '100' },
    vocab: { type: 'string', default: '32768' },
    pattern: { type: 'string', default: 'gpt2' },
    repeats: { type: 'string', default: '3' },
    text: { type: 'string' },
  },
});
const repeats = Number(values.repeats);
const [what = 'train'] = positionals;

function tell(name: string, unit: string, numbers: number[]): void {
  console.log(
    `${name}: ${Number(median(numbers)).toFixed(2)} ${unit} ± ${(100 * spread(numbers)).toFixed(0)}%`,
  );
}

if (what === 'train') {
  mkdirSync('outputs/benchmarks', { recursive: true });
  const path = join('outputs', 'benchmarks', `synthetic-${values.megabytes}.txt`);
  writeSyntheticCorpus(path, Number(values.megabytes) * 1e6);
  const python = process.env['CRAFT_PYTHON'] ?? 'python3';
  const script = join(import.meta.dirname, 'train.py');
  const ours: number[] = [];
  const theirs: number[] = [];
  for (let repeat = 0; repeat < repeats; repeat++) {
    const start = performance.now();
    const { tokenizer } = await trainTokenizer({
      data: { type: 'text', path },
      tokenizer: { type: 'bpe', vocabSize: Number(values.vocab), pattern: values.pattern },
    });
    const seconds = (performance.now() - start) / 1000;
    ours.push(seconds);
    const output = execFileSync(python, [script, path, values.vocab, values.pattern], {
      maxBuffer: 2 ** 30,
      encoding: 'utf8',
    });
    const peer = JSON.parse(output) as { seconds: number; merges: [number, number][]; version: string };
    theirs.push(peer.seconds);
    const { vocab, merges } = tokenizer.toJSON()['model'] as {
      vocab: Record<string, number>;
      merges: [string, string][];
    };
    const mine = merges.map((pair) => pair.map((name) => vocab[name]));
    if (JSON.stringify(mine) !== JSON.stringify(peer.merges)) throw new Error('the merges differ');
    console.log(
      `Craft ${seconds.toFixed(2)} s, tokenizers ${peer.version} ${peer.seconds.toFixed(2)} s, same merges`,
    );
  }
  tell('Craft', 's', ours);
  tell('tokenizers', 's', theirs);
  console.log(`time of Craft / time of tokenizers: ${(median(ours) / median(theirs)).toFixed(2)}`);
} else {
  const data = process.env['CRAFT_DATA_DIR'] ?? '../shared/data';
  const { openLibrary } = await import('../../../packages/data/src/tokenizers/huggingFaceLibrary.ts');
  const tokenizer = gpt2FromFiles(
    JSON.parse(readFileSync(join(data, 'gpt2', 'vocab.json'), 'utf8')) as Record<string, number>,
    readFileSync(join(data, 'gpt2', 'merges.txt'), 'utf8'),
  );
  const peer = openLibrary(tokenizer.toJSON());
  const text = readFileSync(values.text ?? join(data, 'tinyshakespeare.txt'), 'utf8');
  const megabytes = Buffer.byteLength(text) / 1e6;
  const ours: number[] = [];
  const theirs: number[] = [];
  for (let repeat = 0; repeat < repeats; repeat++) {
    let start = performance.now();
    const ids = tokenizer.encode(text);
    ours.push((1000 * megabytes) / (performance.now() - start));
    start = performance.now();
    const peerIds = peer.encode(text, { add_special_tokens: false }).ids;
    theirs.push((1000 * megabytes) / (performance.now() - start));
    if (peerIds.length !== ids.length || peerIds.some((id, index) => id !== ids[index]))
      throw new Error('the ids differ');
  }
  tell('Craft', 'MB/s', ours);
  tell('@huggingface/tokenizers', 'MB/s', theirs);
  console.log(
    `rate of Craft / rate of @huggingface/tokenizers: ${(median(ours) / median(theirs)).toFixed(1)}`,
  );
}

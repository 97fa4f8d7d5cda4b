import { closeSync, existsSync, openSync, renameSync, statSync, writeSync } from 'node:fs';

/** Numbers in [0, 1), the same for the same seed (Mulberry32). */
function randomNumbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/**
 * Writes a text of a made-up language: 300,000 words put together from syllables, as frequent as Zipf's law has it, in lines
 * of a few sentences with capitals, punctuation, numbers and some words with accents.
 */
export function writeSyntheticCorpus(path: string, bytes: number): void {
  if (existsSync(path) && statSync(path).size >= bytes) return;
  const random = randomNumbers(20_261_121);
  const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)] as T;
  const onsets = 'b br c ch d dr f fl g gr h j k l m n p pl qu r s sh st t th tr v w y z'.split(' ');
  const nuclei = ['a', 'e', 'i', 'o', 'u', 'ea', 'ou', 'ai', 'é', 'ö'];
  const codas = ['', '', '', 'n', 'r', 's', 't', 'l', 'nd', 'ng', 'ck', 'st'];
  const endings = ['', '', '', 's', 'ed', 'ing', 'er', 'ly', 'ness', 'tion'];
  const words = Array.from({ length: 300_000 }, (_, rank) => {
    const syllables = 1 + Math.floor(random() * Math.min(4, 1 + Math.log10(rank + 1)));
    let word = '';
    for (let index = 0; index < syllables; index++) word += pick(onsets) + pick(nuclei) + pick(codas);
    return word + (rank < 200 ? '' : pick(endings));
  });
  // The inverse of the distribution function of 1/rank.
  const next = (): string => words[Math.floor(words.length ** random()) - 1] ?? '';
  const file = openSync(`${path}.tmp`, 'w');
  for (let written = 0; written < bytes;) {
    let block = '';
    for (let line = 0; line < 1000; line++) {
      const sentences = 1 + Math.floor(random() * 4);
      for (let sentence = 0; sentence < sentences; sentence++) {
        const length = 4 + Math.floor(random() * 16);
        let text = next();
        text = text.charAt(0).toUpperCase() + text.slice(1);
        for (let index = 1; index < length; index++) {
          const dice = random();
          text += dice < 0.05 ? ', ' : ' ';
          text += dice > 0.98 ? String(Math.floor(random() * 10_000)) : next();
          if (dice > 0.96 && dice < 0.97) text += "'s";
        }
        block += `${text}${random() < 0.9 ? '.' : '?'}${sentence + 1 < sentences ? ' ' : '\n'}`;
      }
    }
    written += writeSync(file, block);
  }
  closeSync(file);
  renameSync(`${path}.tmp`, path);
}

import type { TextChunk, TextCorpus } from './corpus.ts';
import { storySource } from '../tales/stories.ts';
import { tale, talesEntropy } from '../tales/tales.ts';

/**
 * A corpus of tales: whole stories, as many as it takes to have at least `characters` characters, each one a document with
 * known probability.
 */
export function talesCorpus({ characters, seed }: { characters: number; seed: number }): TextCorpus {
  return {
    type: 'tales',
    settings: { characters, seed },
    splitsAt: 'document',
    entropy: talesEntropy().natsPerCharacter,
    open: async () => ({
      size: characters,
      unit: 'characters',
      skipped: [],
      // The grammar is part of what makes the text: a version that tells other tales must not find those of another.
      stamp: JSON.stringify({ characters, seed, grammar: storySource }),
      chunks: () => stream(characters, seed),
    }),
  };
}

async function* stream(characters: number, seed: number): AsyncGenerator<TextChunk> {
  let done = 0;
  for (let index = 0; done < characters; index++) {
    const { text, nats } = tale(seed, index);
    // The grammar is written in ASCII, so a string's length is its number of characters.
    done += text.length;
    yield { text, size: text.length, end: { nats } };
  }
}

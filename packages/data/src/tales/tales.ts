import { RandomPurpose, RandomStream } from '../random/randomStream.ts';
import { derive } from './derive.ts';
import { expectation } from './expectation.ts';
import { parseAt } from './parse.ts';
import { storyGrammar } from './stories.ts';

/** One story, blank line at its end included, with −ln of its probability. */
export interface Tale {
  readonly text: string;
  readonly nats: number;
}

/**
 * Story number `index` of a seed. Each can be had by itself, and the same numbers give the same story on any machine.
 *
 * @param seed non-negative integer below 2^53
 * @param index non-negative integer below 2^53
 */
export function tale(seed: number, index: number): Tale {
  const { text, nats } = derive(storyGrammar, new RandomStream(seed, index, RandomPurpose.tales));
  return { text, nats };
}

/** The exact averages of the grammar. */
export interface TalesEntropy {
  /** Entropy in nats per character: no model that predicts tales character by character can have a lower loss. */
  readonly natsPerCharacter: number;
  readonly natsPerTale: number;
  readonly charactersPerTale: number;
}

/**
 * The exact entropy of the tales, derived from the grammar. Tales are drawn independently, so that the entropy of a long
 * corpus per character is the entropy of a tale over its expected length.
 */
export function talesEntropy(): TalesEntropy {
  const { nats, characters } = expectation(storyGrammar);
  return { natsPerCharacter: nats / characters, natsPerTale: nats, charactersPerTale: characters };
}

/** What a text is worth to the grammar: see `scoreTales`. */
export interface TalesScore {
  /** Whole tales that the text consists of, up to where it stops being one. */
  readonly tales: number;
  /** −ln of their probability. */
  readonly nats: number;
  /** Their characters; less than the text has when it goes on with something that is no tale. */
  readonly characters: number;
}

/**
 * Reads tales from the start of a text, such as one that a model wrote, and tells how probable they are.
 *
 * @returns the tales before the first place that is not in the language of the tales
 */
export function scoreTales(text: string): TalesScore {
  let tales = 0;
  let nats = 0;
  let characters = 0;
  while (characters < text.length) {
    const derivation = parseAt(storyGrammar, text, characters);
    if (derivation === null) break;
    tales++;
    nats += derivation.nats;
    characters += derivation.text.length;
  }
  return { tales, nats, characters };
}

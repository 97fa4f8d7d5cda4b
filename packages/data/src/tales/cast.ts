import type { Value } from './grammar.ts';

const pronouns = {
  she: { he: 'she', He: 'She', his: 'her', His: 'Her', him: 'her', himself: 'herself' },
  he: { he: 'he', He: 'He', his: 'his', His: 'His', him: 'him', himself: 'himself' },
};

type Gender = keyof typeof pronouns;

function hero(name: string, kind: string, gender: Gender): Value {
  const nature = kind === 'girl' || kind === 'boy' ? 'child' : 'animal';
  return { name, intro: `${kind} called ${name}`, nature, ...pronouns[gender] };
}

function friend(name: string, gender: Gender): Value {
  return { name, Name: name.charAt(0).toUpperCase() + name.slice(1), ...pronouns[gender] };
}

/** Whom a story is about. */
export const heroes: readonly Value[] = [
  hero('Anna', 'girl', 'she'),
  hero('Mira', 'girl', 'she'),
  hero('Tom', 'boy', 'he'),
  hero('Emil', 'boy', 'he'),
  hero('Wren', 'fox', 'she'),
  hero('Finn', 'fox', 'he'),
  hero('Pia', 'mouse', 'she'),
  hero('Otto', 'mouse', 'he'),
  hero('Bea', 'bear', 'she'),
  hero('Bruno', 'bear', 'he'),
  hero('Luna', 'cat', 'she'),
  hero('Gus', 'cat', 'he'),
  hero('Nell', 'dog', 'she'),
  hero('Max', 'dog', 'he'),
  hero('Dora', 'hare', 'she'),
  hero('Kit', 'hare', 'he'),
];

/** Whom the hero meets. */
export const friends: readonly Value[] = [
  friend('the owl', 'she'),
  friend('the witch', 'she'),
  friend('the queen', 'she'),
  friend('the heron', 'she'),
  friend('the wolf', 'he'),
  friend('the miller', 'he'),
  friend('the baker', 'he'),
  friend('the giant', 'he'),
  friend('the king', 'he'),
  friend('the badger', 'he'),
];

/** A thing that is lost, found or given, and what it is good for. */
export const things: readonly Value[] = [
  { name: 'kite', use: 'play' },
  { name: 'ball', use: 'play' },
  { name: 'drum', use: 'music' },
  { name: 'flute', use: 'music' },
  { name: 'lamp', use: 'light' },
  { name: 'torch', use: 'light' },
  { name: 'hat', use: 'wear' },
  { name: 'coat', use: 'wear' },
  { name: 'key', use: 'keep' },
  { name: 'ring', use: 'keep' },
  { name: 'book', use: 'keep' },
  { name: 'bell', use: 'keep' },
];

function names(...all: string[]): Value[] {
  return all.map((name) => ({ name }));
}

/** What the thing looks like; it stays with the thing through the story. */
export const looks: readonly Value[] = names(
  'red',
  'blue',
  'green',
  'white',
  'black',
  'brown',
  'grey',
  'gold',
);

/** Whom the hero meets in passing. */
export const animals: readonly Value[] = names(
  ...['crow', 'mole', 'goat', 'hen', 'toad', 'lamb', 'duck', 'swan', 'bat', 'snail', 'frog', 'pig'],
);

/** Where a journey goes. */
export const goals: readonly Value[] = names(
  ...[
    'the sea',
    'the end of the rainbow',
    'the city of gold',
    'the land of snow',
    'the house of the wind',
    'the moon',
  ],
);

/** What is baked. */
export const cakes: readonly Value[] = names('cake', 'pie', 'tart');

/** What is missing in the kitchen. */
export const ingredients: readonly Value[] = names('flour', 'salt', 'milk', 'honey');

/** What is built. */
export const crafts: readonly Value[] = names('boat', 'cart', 'swing', 'raft');

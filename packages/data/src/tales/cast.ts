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
  hero('Lotte', 'girl', 'she'),
  hero('Tom', 'boy', 'he'),
  hero('Emil', 'boy', 'he'),
  hero('Jonas', 'boy', 'he'),
  hero('Wren', 'fox', 'she'),
  hero('Finn', 'fox', 'he'),
  hero('Pia', 'mouse', 'she'),
  hero('Oskar', 'mouse', 'he'),
  hero('Hazel', 'rabbit', 'she'),
  hero('Rufus', 'rabbit', 'he'),
  hero('Olive', 'otter', 'she'),
  hero('Bruno', 'bear', 'he'),
  hero('Luna', 'cat', 'she'),
  hero('Max', 'dog', 'he'),
  hero('Nell', 'squirrel', 'she'),
  hero('Gus', 'goose', 'he'),
  hero('Wilma', 'goose', 'she'),
  hero('Felix', 'cat', 'he'),
  hero('Dora', 'dog', 'she'),
  hero('Kit', 'squirrel', 'he'),
  hero('Edgar', 'otter', 'he'),
  hero('Bea', 'bear', 'she'),
];

/** Whom the hero meets. */
export const friends: readonly Value[] = [
  friend('the owl', 'she'),
  friend('the miller', 'he'),
  friend('the baker', 'he'),
  friend('the heron', 'he'),
  friend('the turtle', 'she'),
  friend('the gardener', 'she'),
  friend('the fisher', 'he'),
  friend('the postman', 'he'),
  friend('the wolf', 'he'),
  friend('the witch', 'she'),
  friend('the giant', 'he'),
  friend('the queen', 'she'),
  friend('the badger', 'he'),
  friend('the teacher', 'she'),
  friend('Aunt Rosa', 'she'),
  friend('Uncle Theo', 'he'),
];

/** A thing that is lost, found or given, and what it is good for. */
export const things: readonly Value[] = [
  { name: 'kite', use: 'play' },
  { name: 'ball', use: 'play' },
  { name: 'spinning top', use: 'play' },
  { name: 'puppet', use: 'play' },
  { name: 'drum', use: 'music' },
  { name: 'flute', use: 'music' },
  { name: 'whistle', use: 'music' },
  { name: 'fiddle', use: 'music' },
  { name: 'lantern', use: 'light' },
  { name: 'candle', use: 'light' },
  { name: 'lamp', use: 'light' },
  { name: 'scarf', use: 'wear' },
  { name: 'hat', use: 'wear' },
  { name: 'coat', use: 'wear' },
  { name: 'key', use: 'keep' },
  { name: 'ring', use: 'keep' },
  { name: 'coin', use: 'keep' },
  { name: 'book', use: 'keep' },
  { name: 'basket', use: 'keep' },
  { name: 'bell', use: 'keep' },
];

function look(name: string): Value {
  return { name, a: `${/^[aeiou]/.test(name) ? 'an' : 'a'} ${name}` };
}

/** What the thing looks like; it stays with the thing through the story. */
export const looks: readonly Value[] = [
  'red', 'blue', 'green', 'yellow', 'orange', 'white', 'purple', 'golden', 'silver', 'black', 'brown', 'grey',
].map(look); // prettier-ignore

/** Whom the hero meets in passing. */
export const animals: readonly Value[] = [
  'crow', 'sparrow', 'mole', 'goat', 'donkey', 'hen', 'toad', 'spider', 'lizard', 'lamb', 'pony', 'duck', 'swan', 'bat',
  'beetle', 'snail', 'cricket', 'magpie', 'calf', 'frog',
].map((name) => ({ name })); // prettier-ignore

/** Where a journey goes. */
export const goals: readonly Value[] = [
  'the sea', 'the great waterfall', 'the end of the rainbow', 'the top of the mountain', 'the garden of the king',
  'the city of lights', 'the island of cats', 'the land of snow', 'the house of the wind', 'the valley of flowers',
].map((name) => ({ name })); // prettier-ignore

/** What is baked. */
export const cakes: readonly Value[] = [
  { name: 'cake', a: 'a honey cake' },
  { name: 'cake', a: 'an apple cake' },
  { name: 'cake', a: 'a carrot cake' },
  { name: 'pie', a: 'a cherry pie' },
  { name: 'pie', a: 'a pumpkin pie' },
  { name: 'tart', a: 'a plum tart' },
  { name: 'tart', a: 'a lemon tart' },
  { name: 'bread', a: 'a loaf of bread' },
];

/** What is missing in the kitchen. */
export const ingredients: readonly Value[] = [
  'flour', 'butter', 'sugar', 'salt', 'milk', 'cream', 'cinnamon', 'yeast',
].map((name) => ({ name })); // prettier-ignore

/** What is built. */
export const crafts: readonly Value[] = [
  'boat', 'raft', 'sledge', 'swing', 'tree house', 'bridge', 'cart', 'bird house', 'windmill', 'ladder',
].map((name) => ({ name })); // prettier-ignore

import type { RuleSource } from './grammar.ts';

const colours = words('red blue green white black brown grey gold');
const creatureQualities = words(
  'small big old young fat thin shy sad wild kind calm silly proud happy lazy tired',
);
const thingQualities = words('small big old new fine odd soft round thin wet flat warm');
const animals = words('crow mole goat hen toad lamb duck swan bat snail frog pig');

function words(list: string): string[] {
  return list.split(' ');
}

/** Puts the article that the next word asks for: `a small`, `an old`. */
function withArticle(word: string): string {
  return `${/^[aeiou]/.test(word) ? 'an' : 'a'} ${word}`;
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/**
 * The words and phrases that the plots are filled with. Within a list no entry may begin another (`fell` and `fell down`):
 * that is what keeps the derivation of a story unique. Some hundred words do, as most phrases are put together from short
 * lists, and lists share their words: it is the choice among words that gives a text its entropy, not their number, and a
 * small model learns few words sooner.
 */
export const phrases: Readonly<Record<string, RuleSource>> = {
  // Qualities and things.
  creatureQuality: creatureQualities,
  aCreatureQuality: creatureQualities.map(withArticle),
  ACreatureQuality: creatureQualities.map((word) => capitalised(withArticle(word))),
  thingQuality: thingQualities,
  aThingQuality: thingQualities.map(withArticle),
  colour: colours,
  aColour: colours.map(withArticle),
  trifle: ['[aThingQuality] [colour] [trifleNoun]'],
  trifleNoun: words('shoe spoon stone bone leaf rope sock pot cup nail shell pen box bag wheel brush'),
  creatures: [
    '[creatureQuality] [animals]',
    '[colour] [animals]',
    ['[creatureQuality] [colour] [animals]', 2],
  ],
  animals: animals.map((animal) => `${animal}s`),
  food: ['[taste] [colour] [fruit]'],
  taste: words('sweet sour fresh dry warm cold soft big small round'),
  fruit: words('apples pears nuts beans plums peas cakes buns'),

  // Time and weather.
  once: [
    'Once upon a time',
    'Long ago',
    'One [season]',
    'When [creatures] could [sing],',
    'In the days of the [creatureQuality] king',
  ],
  sing: words('sing dance cook fly'),
  oneDay: [
    'One [dayQuality] [daypart], while the [creatures] [slept],',
    'One [dayQuality] [daypart], under [aColour] [sky],',
    'One [dayQuality] [season] [daypart],',
  ],
  dayQuality: words('cold warm dark bright wet dry calm wild fine long'),
  season: words('spring summer autumn winter'),
  daypart: words('morning evening day night'),
  sky: words('sky moon cloud sun star tree'),
  aWhile: ['[number] [days]'],
  number: words('two three four five six seven nine ten'),
  days: words('days nights hours weeks'),
  moment: words('morning evening night spring summer autumn winter'),
  when: ['[number] [days] ago', 'last [season]'],

  // Places.
  where: ['[near] [place]'],
  near: ['near', 'behind', 'by', 'under', 'at', 'beside', 'far from'],
  place: ['the [placeQuality] [placeNoun]'],
  placeQuality: words('old small big dark tall wide lost warm cold red green white black grey round wild'),
  placeNoun: words(
    'mill barn well tree hill gate house tower wood wall rock farm inn tent shop lake field bridge',
  ),
  past: words('past around along over to'),
  came: words('came ran walked rode danced crept'),
  along: ['along', 'past', 'out of [place]', 'over [place]'],

  // What people and animals do.
  slept: words('slept sang danced played ate hid ran waited dreamed talked'),
  wept: ['wept', 'hid', 'waited', 'sighed', 'cried', 'sat down'],
  rejoiced: words('danced laughed sang jumped smiled bowed'),
  walked: words('walked went ran rode crept danced'),
  met: words('met saw fed helped kissed followed washed painted'),
  pleasure: ['[watching] [creatures]', '[eating] [food]'],
  watching: words('watching feeding counting painting'),
  eating: words('eating picking selling cooking'),
  singing: words('singing dancing laughing cooking'),
  routine: ['[met] the [creatures]', '[climbed] [place]'],
  climbed: words('climbed cleaned passed left'),
  ate: words('ate picked sold cooked'),
  garment: words('hat coat cap scarf'),
  home: { by: 'hero.nature', cases: { child: words('house hut'), animal: words('nest den') } },
  homely: words('small warm clean dark bright dry round cold big old'),

  // Speech and feeling.
  asked: words('asked called cried begged'),
  said: words('said whispered answered sighed laughed sang called cried'),
  adverb: words('softly kindly gladly slowly bravely quickly sadly loudly calmly shyly proudly wildly'),
  sad: words('sad cold tired shy'),
  noticed: words('saw found heard dreamed'),
  comfort: ['Be brave', 'Come with me', 'Wait until [moment]', 'Eat [food]', 'Ask the [creatures]'],
  advice: ['I saw it [when] [where]', 'Look [where]', '[ACreatureQuality] [colour] {+animal} took it [when]'],
  whose: ['Whose is this', 'Who lost this', 'Who wants this'],
  refused: ['slept', 'ran away', 'laughed', 'wept', 'said no', 'hid [where]', 'ate [food]'],

  // What is done with a thing.
  treasure: {
    by: 'thing.use',
    cases: {
      play: [
        '{hero.He} played with it [where] for [aWhile].',
        'They played with it [adverb] until [moment].',
      ],
      music: ['{hero.He} played it [adverb] for [aWhile].', 'Soon the [creatures] danced to it [where].'],
      light: ['It shone [where] like [aColour] [sky].', 'It shone for [aWhile].'],
      wear: [
        '{hero.He} wore it [where] for [aWhile].',
        '{hero.He} wore it [adverb], over [aColour] [garment].',
      ],
      keep: [
        '{hero.He} put it into [aThingQuality] [colour] [box].',
        '{hero.He} put it on [aColour] [cover].',
      ],
    },
  },
  box: words('box bag pot cup shoe sock'),
  cover: words('leaf stone box wheel hat boat bed bench'),

  // The journey.
  direction: ['go [past] [place]', 'follow the [creatures]', 'walk for [aWhile]', 'look [where]'],
  better: words('bigger smaller warmer finer'),
  compared: ['[aColour] [sky]', '[place]', 'all [creatures]'],

  // The kitchen and the workshop.
  mixed: words('mixed baked cooked sang'),
  cupful: words('cup pot bag spoon box bit'),
  bargain: ['Give me [food] for it', 'Only for [trifle]', 'Bring me a [taste] piece'],
  material: words('wood rope paper straw glue stones'),
  built: words('worked painted tied sang'),
  failed: ['broke', 'burned', 'ran away', 'fell on [aCreatureQuality] {+animal}', 'looked like [trifle]'],
  lesson: [
    'Take [thingQuality] [material]',
    'Make it [better]',
    'Paint it [colour]',
    'Wait for [aWhile]',
    'Ask the [creatures]',
  ],

  // The rescue.
  noise: words('cry sigh song bark'),
  stuck: ['stuck in', 'tied to', 'lost in', 'hidden in'],
  trap: words('box bag pot shoe cart cup well tree'),
  pulled: words('pulled pushed dug called'),
  inVain: ['[moment] came', 'the {animal} [refused]', 'the [creatures] [slept]'],

  // Endings.
  rested: ['slept', 'smiled', 'dreamed of [vision]', 'sat [where]', 'ate [food]', 'sang to the [creatures]'],
  vision: ['[trifle]', '[number] [creatures]', '[food]'],
  together: ['[ate] [food] [where]', '[climbed] [place]', '[met] the [creatures]'],
  moral: [
    'A [kind] friend is better than [trifle]',
    'Be [kind] to the [creatures]',
    'Never [wake] the [creatures]',
  ],
  kind: words('kind brave warm good calm soft fine'),
  wake: words('wake wash paint follow'),
};

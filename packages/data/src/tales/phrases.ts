import type { RuleSource } from './grammar.ts';

const creatureQualities = [
  'small', 'big', 'old', 'young', 'fat', 'thin', 'sleepy', 'friendly', 'lonely', 'strange', 'muddy', 'funny', 'tired', 'spotted',
  'round', 'silly', 'hungry', 'clever', 'gentle', 'proud', 'quiet', 'wild', 'merry', 'shy',
]; // prettier-ignore
const thingQualities = [
  'small', 'big', 'old', 'new', 'heavy', 'broken', 'lovely', 'dusty', 'strange', 'pretty', 'plain', 'rusty', 'tiny', 'soft', 'odd',
  'fine', 'cheap', 'round', 'wet', 'shiny',
]; // prettier-ignore
const colours = [
  'red',
  'blue',
  'green',
  'yellow',
  'white',
  'brown',
  'purple',
  'orange',
  'golden',
  'black',
  'silver',
  'grey',
];

/** Puts the article that the next word asks for: `a small`, `an old`. */
function withArticle(word: string): string {
  return `${/^[aeiou]/.test(word) ? 'an' : 'a'} ${word}`;
}

/**
 * The words and phrases that the plots are filled with. Within a list no entry may begin another (`fell` and `fell down`):
 * that is what keeps the derivation of a story unique. Most of them are put together from short lists, as it is the choice
 * among words that gives a text its entropy.
 */
export const phrases: Readonly<Record<string, RuleSource>> = {
  // Qualities and things.
  creatureQuality: creatureQualities,
  aCreatureQuality: creatureQualities.map(withArticle),
  thingQuality: thingQualities,
  aThingQuality: thingQualities.map(withArticle),
  colour: colours,
  aColour: colours.map(withArticle),
  trifle: ['[aThingQuality] [colour] [trifleNoun]'],
  trifleNoun: [
    'shoe', 'spoon', 'stone', 'bone', 'feather', 'button', 'glove', 'nail', 'mushroom', 'leaf', 'rope', 'sock', 'bottle', 'pot',
    'chair', 'wheel', 'brush', 'cup', 'shell', 'pen',
  ],
  creatures: ['[creatureQuality] [creatureNoun]', '[colour] [creatureNoun]', ['[creatureQuality] [colour] [creatureNoun]', 2]],
  creatureNoun: [
    'hens', 'goats', 'bees', 'ducks', 'sheep', 'pigs', 'cows', 'geese', 'birds', 'mice', 'owls', 'frogs', 'ponies', 'crows', 'cats',
    'dogs',
  ],
  food: ['[taste] [colour] [fruit]'],
  taste: ['sweet', 'sour', 'ripe', 'fresh', 'warm', 'cold', 'juicy', 'soft', 'dry', 'tasty', 'big', 'small', 'crisp', 'bitter', 'hot', 'round'],
  fruit: ['apples', 'pears', 'nuts', 'beans', 'cherries', 'carrots', 'plums', 'berries', 'peas', 'cakes', 'grapes', 'buns'],

  // Time and weather.
  once: ['Once upon a time', 'Long ago', 'Many years ago', 'One [season]', 'When [creatures] could [speak],', 'In the days of the [kingQuality] king'],
  speak: ['speak', 'sing', 'fly', 'dance', 'read', 'swim', 'cook', 'laugh'],
  kingQuality: ['old', 'good', 'fat', 'wise', 'sad', 'mad', 'first', 'last', 'young', 'proud'],
  oneDay: [
    'One [dayQuality] [daypart], while the [creatures] [slept],',
    'One [dayQuality] [daypart], under [aColour] [sky],',
    'One [dayQuality] [season] [daypart],',
  ],
  dayQuality: ['bright', 'cold', 'warm', 'rainy', 'windy', 'foggy', 'golden', 'quiet', 'frosty', 'lovely', 'stormy', 'grey', 'dark', 'calm'],
  season: ['spring', 'summer', 'autumn', 'winter'],
  daypart: ['morning', 'evening', 'day', 'night'],
  slept: ['slept', 'sang', 'danced', 'played', 'talked', 'dreamed', 'ate', 'hid', 'swam', 'ran', 'rested', 'bathed'],
  sky: ['sky', 'moon', 'cloud', 'sun', 'star', 'rainbow', 'roof', 'tree'],
  aWhile: ['[number] [days]'],
  number: ['two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten', 'twenty'],
  days: ['days', 'nights', 'hours', 'weeks', 'months'],
  moment: ['morning', 'evening', 'night', 'spring', 'summer', 'autumn', 'winter', 'dinner', 'noon', 'supper'],
  when: ['yesterday', 'today', '[number] [days] ago', 'last [season]'],
  weekday: ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'],

  // Places.
  where: ['[near] [place]'],
  place: ['the [placeQuality] [placeNoun]'],
  near: ['near', 'behind', 'beside', 'by', 'under', 'at', 'in front of', 'far from', 'opposite', 'below'],
  placeQuality: [
    'old', 'green', 'quiet', 'dark', 'wide', 'sunny', 'stony', 'lonely', 'mossy', 'crooked', 'windy', 'hidden', 'little', 'broken',
    'white', 'tall', 'empty', 'famous', 'foggy', 'golden', 'ugly', 'yellow', 'steep', 'royal',
  ],
  placeNoun: [
    'mill', 'bridge', 'barn', 'well', 'tree', 'garden', 'hill', 'gate', 'orchard', 'house', 'meadow', 'haystack', 'tower', 'wood',
    'castle', 'market', 'school', 'wall', 'rock', 'church', 'farm', 'harbour', 'inn', 'palace', 'field', 'shop', 'stable', 'tent',
  ],
  past: ['past', 'around', 'along', 'towards', 'over', 'through'],
  came: ['came', 'ran', 'walked', 'hopped', 'rode', 'danced', 'crept', 'jumped', 'drove', 'limped'],
  along: ['along', 'past', 'by', 'closer', 'out of [place]', 'over [place]'],

  // What people like and do.
  pleasure: ['[watching] [creatures]', '[eating] [food]'],
  watching: ['watching', 'painting', 'feeding', 'chasing', 'counting', 'teasing', 'washing', 'teaching', 'drawing', 'hugging'],
  eating: ['eating', 'picking', 'selling', 'cooking', 'finding', 'hiding', 'planting', 'buying'],
  routine: ['[fed] the [creatures]', '[swept] [place]'],
  fed: ['fed', 'washed', 'counted', 'greeted', 'chased', 'painted', 'woke', 'kissed', 'hugged', 'drew'],
  swept: ['swept', 'climbed', 'visited', 'mended', 'guarded', 'cleaned', 'decorated', 'admired'],
  garment: ['hat', 'coat', 'scarf', 'dress', 'cap', 'shirt', 'ribbon', 'belt', 'cloak', 'jacket', 'shawl', 'apron'],
  home: { by: 'hero.nature', cases: { child: ['house', 'cottage', 'room', 'hut'], animal: ['nest', 'den', 'burrow', 'hole'] } },
  homely: ['small', 'warm', 'clean', 'tidy', 'dark', 'bright', 'quiet', 'dry', 'narrow', 'round', 'cold', 'pretty'],

  // Speech and feeling.
  asked: ['asked', 'wondered', 'called', 'cried', 'begged', 'shouted'],
  said: ['said', 'whispered', 'answered', 'replied', 'sighed', 'laughed', 'sang', 'mumbled', 'growled', 'smiled', 'yawned', 'called'],
  adverb: [
    'softly', 'kindly', 'gladly', 'slowly', 'bravely', 'quickly', 'sadly', 'loudly', 'gently', 'calmly', 'sleepily', 'shyly',
    'proudly', 'wisely', 'angrily', 'politely',
  ],
  sad: ['sad', 'quiet', 'pale', 'worried', 'tired', 'cross', 'cold', 'angry', 'lonely', 'upset'],
  noticed: ['noticed', 'saw', 'found', 'dreamed', 'knew', 'heard', 'feared', 'felt'],
  comfort: ['Be brave', 'Cheer up', 'Do not worry', 'Come with me', 'I will help', 'Wait until [moment]', 'Eat some [food]', 'Trust the [creatures]'],
  advice: ['I saw it [when] [where]', 'Look [where]', 'Ask the [creatures] [where]', '[aSuspect] [colour] {+animal} took it [when]'],
  aSuspect: creatureQualities.map((word) => withArticle(word).replace('a', 'A')),
  whose: ['Whose is this', 'Who lost this', 'Where is this from', 'Who wants this'],
  refused: ['said no', 'yawned', 'was asleep', 'ran away', 'laughed', 'was busy', 'flew away', 'wept', 'hid [where]', 'wanted [food]'],
  wept: ['wept', 'cried', 'sat down', 'ran home', 'hid', 'thought', 'prayed', 'waited', 'sighed', 'trembled'],
  rejoiced: ['danced', 'laughed', 'sang', 'wept', 'jumped', 'clapped', 'smiled', 'cheered', 'bowed', 'whistled'],

  // What is done with a thing.
  treasure: {
    by: 'thing.use',
    cases: {
      play: ['They played with it [where] for [aWhile].', '{hero.He} threw it over [place] [adverb].'],
      music: ['{hero.He} played it [adverb] for [aWhile].', 'Soon the [creatures] danced to it [where].'],
      light: ['It shone [where] like [aColour] [sky].', '{hero.He} lit it [adverb] and [rejoiced].'],
      wear: ['{hero.He} wore it [where] for [aWhile].', '{hero.He} put it on [adverb], over [aColour] [garment].'],
      keep: ['{hero.He} put it into [aThingQuality] [colour] [box].', '{hero.He} held it [adverb] and [rejoiced].'],
    },
  },
  box: ['box', 'bag', 'chest', 'basket', 'jar', 'pocket', 'drawer', 'sack'],
  cover: ['bush', 'leaf', 'stone', 'bucket', 'bench', 'log', 'carpet', 'wheel', 'hat', 'bed', 'table', 'boat'],

  // The journey.
  walked: ['walked', 'went', 'ran', 'wandered', 'hurried', 'hopped', 'rode', 'crept'],
  greeted: ['greeted', 'met', 'saw', 'helped', 'passed', 'kissed', 'followed', 'heard'],
  sat: ['sat', 'stood', 'slept', 'waited', 'sang', 'danced', 'played', 'read', 'fished', 'cooked'],
  direction: ['go [past] [place]', 'follow the [creatures]', 'walk for [aWhile]', 'ask the [creatures]', 'look [where]'],
  grander: ['finer', 'bigger', 'smaller', 'brighter', 'stranger', 'better', 'louder', 'warmer'],
  compared: ['[aColour] [sky]', '[number] [palaces]', '[place]', 'all [creatures]'],
  palaces: ['palaces', 'dreams', 'towers', 'songs', 'stories', 'gardens', 'horses', 'kings'],

  // The kitchen and the workshop.
  mixed: ['mixed', 'stirred', 'kneaded', 'beat', 'cooked', 'baked', 'tasted', 'cut'],
  cupful: ['cup', 'bowl', 'spoon', 'bag', 'pinch', 'jar', 'pound', 'bit'],
  cupfuls: ['cups', 'bowls', 'spoons', 'bags', 'jars', 'pounds'],
  bargain: ['Give me [food] for it', 'Take [number] [cupfuls]', 'Only for [trifle]', 'Bring me a [big] piece'],
  big: ['big', 'small', 'thick', 'thin', 'warm', 'fair', 'sweet', 'last', 'soft', 'hot'],
  material: ['wood', 'rope', 'paper', 'cloth', 'straw', 'leaves', 'nails', 'glue', 'string', 'wax', 'wool', 'clay', 'glass', 'stones'],
  built: ['built', 'hammered', 'worked', 'sawed', 'painted', 'tied', 'drew', 'glued'],
  failed: ['broke', 'sank', 'burned', 'squeaked', 'flew away', 'fell on [aCreatureQuality] {+animal}', 'got stuck [where]', 'looked like [trifle]'],
  lesson: ['Take [thingQuality] [material]', 'Make it [bigger]', 'Paint it [colour]', 'Wait for [aWhile]', 'Ask the [creatures]', 'Build it [where]'],
  bigger: ['bigger', 'smaller', 'rounder', 'lighter', 'thinner', 'longer', 'higher', 'softer'],

  // The rescue.
  noise: ['cry', 'sigh', 'whisper', 'knock', 'song', 'bark', 'splash', 'howl', 'yawn', 'sob'],
  stuck: ['stuck in', 'caught in', 'tied to', 'lost in', 'trapped in', 'asleep in', 'alone in', 'hidden in'],
  trap: ['net', 'bush', 'cart', 'hole', 'box', 'pot', 'cage', 'ditch', 'bucket', 'boot', 'sack', 'well'],
  pulled: ['pulled', 'pushed', 'dug', 'tried', 'called', 'prayed', 'sang', 'knocked'],
  inVain: ['nothing moved', '[moment] came', 'the {animal} [refused]', 'the [creatures] [slept]'],

  // Endings.
  rested: ['slept', 'smiled', 'dreamed of [vision]', 'sat [where]', 'ate [food]', 'sang to the [creatures]'],
  vision: ['[aThingQuality] [colour] [horse]', '[number] [creatures]', '[food]'],
  horse: ['horse', 'ship', 'dragon', 'moon', 'tree', 'castle', 'whale', 'giant', 'train', 'crown'],
  together: ['[ate] [food] [where]', '[visited] [place]', '[fed] the [creatures]'],
  ate: ['ate', 'picked', 'sold', 'cooked', 'shared', 'planted', 'bought', 'stole'],
  visited: ['visited', 'climbed', 'swept', 'mended', 'guarded', 'cleaned'],
  hear: ['singing', 'laughing', 'talking', 'dancing', 'whispering', 'playing', 'snoring', 'cooking'],
  moral: [
    'A [kind] [heart] is better than [trifle]',
    'Who [gives] will [get]',
    'One [kind] [heart] is worth [number] [palaces]',
    'Be [kind] to the [creatures]',
    'Never [trust] [creatures]',
  ],
  kind: ['kind', 'brave', 'warm', 'true', 'good', 'calm', 'fair', 'wise', 'noble', 'gentle'],
  heart: ['heart', 'friend', 'word', 'hand', 'smile', 'song', 'soul', 'home', 'deed', 'story'],
  gives: ['gives', 'asks', 'tries', 'waits', 'helps', 'sings', 'shares', 'dares'],
  get: ['get', 'find', 'win', 'learn', 'rest', 'laugh', 'shine', 'grow'],
  trust: ['trust', 'tease', 'wake', 'forget', 'follow', 'count', 'wash', 'paint'],
}; // prettier-ignore

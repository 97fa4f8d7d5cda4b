import { animals, cakes, crafts, friends, goals, heroes, ingredients, looks, things } from './cast.ts';
import { compileGrammar, type GrammarSource } from './grammar.ts';
import { phrases } from './phrases.ts';

/**
 * The grammar of the tales: a hero, a wish or a worry, some tries, a friend, and an ending. Paragraphs end with a line
 * break, stories with a blank line. Six plots share openings, places, people and endings. Every plot draws the friend, as
 * the endings speak of the friend.
 */
export const storySource: GrammarSource = {
  start: 'story',
  variables: {
    hero: heroes,
    friend: friends,
    thing: things,
    look: looks,
    animal: animals,
    goal: goals,
    cake: cakes,
    ingredient: ingredients,
    craft: crafts,
  },
  rules: {
    ...phrases,
    story: ['[opening] [trait]\n[plot]\n[ending]\n\n'],
    plot: ['[lost]', '[found]', '[journey]', '[baking]', '[building]', '[rescue]'],
    opening: [
      '[once] there was [aCreatureQuality] {+hero.intro} who lived [where].',
      '[once] [aCreatureQuality] {+hero.intro} lived [where].',
    ],
    trait: [
      '{hero.He} liked [pleasure] and [pleasure].',
      '{hero.He} wore [aColour] [garment] and had [trifle].',
      'Every [daypart] {hero.he} [routine] and [routine].',
      '{hero.His} [home] was [homely] and [homely], with [trifle].',
    ],

    // A thing is gone, and is looked for.
    lost: [
      '[oneDay] {hero} [noticed] that {hero.his} {+look} {+thing} was gone. {hero.He} was [sad] and [wept].\n[search]\n[lostTalk]\n[recovery]',
    ],
    search: [
      ['[searchStep] [search]', 1],
      ['There [slept] {+friend}.', 1],
    ],
    searchStep: [
      '{hero.He} looked [where], but found [trifle].',
      '{hero.He} asked [aCreatureQuality] [colour] {+animal}, but the {animal} [refused].',
    ],
    lostTalk: [
      '"Why so [sad]?" [asked] {friend} [adverb].\n"I lost my {look} {thing} [where]," [said] {hero}.\n"[comfort]. [advice]," [said] {friend}.',
      '"Have you seen my {thing}?" [asked] {hero} [adverb].\n"[advice]," [said] {friend}. "[comfort]."',
    ],
    recovery: ['And [where], under [aThingQuality] [colour] [cover], lay the {look} {thing}. [treasure]'],

    // A thing is found, and belongs to somebody.
    found: [
      '[oneDay] {hero} found a {+look} {+thing} [where].\n"[whose]?" {hero.he} [asked] [adverb].\n[inquiry]\n[owner]\n[giveBack]',
    ],
    inquiry: [
      ['[inquiryStep] [inquiry]', 1],
      ['Then {+friend} [came] [along].', 1],
    ],
    inquiryStep: [
      '{hero.He} asked [aCreatureQuality] [colour] {+animal} [where], but the {animal} [refused].',
      '{hero.He} waited [where] for [aWhile], but saw only [creatures].',
    ],
    owner: [
      '"That is my {look} {thing}!" [said] {friend} [adverb]. "I lost it [when] [where]."',
      '"My {thing}!" [said] {friend} [adverb]. "I looked [where] and [where]."',
    ],
    giveBack: [
      '{hero} gave it back [adverb], and got [food] and [trifle].',
      '{hero} [wept], but gave it back [adverb]. {friend.Name} [rejoiced] and gave {hero.him} [trifle].',
    ],

    // A far place is to be seen.
    journey: [
      '[oneDay] {hero} [said], "I want to see {+goal}." {hero.He} took [food], [trifle] and a {+look} {+thing}.\n[walk]\n[guide]\n[arrival]',
    ],
    walk: [
      ['{hero.He} [walked] [past] [place] and [met] [aCreatureQuality] [colour] {+animal}. [walk]', 1],
      ['Then {hero.he} [met] {+friend}, who [slept] [where].', 1],
    ],
    guide: [
      '"Give me your {look} {thing}," [said] {friend} [adverb], "and [direction]." {hero} [wept], and gave it away.',
      '"Where is {goal}?" [asked] {hero} [adverb].\n"First [direction]," [said] {friend}, "and then [direction]."',
    ],
    arrival: [
      'After [aWhile], {hero} [rejoiced] [adverb]: {goal} was [better] than [compared], and [better] than [compared].',
    ],

    // Something is baked, and shared.
    baking: [
      '[oneDay] {hero} wanted to bake a {+cake}. {hero.He} had [food], [food] and [trifle], but no {+ingredient}.\n[borrowing]\nThey [mixed] and [mixed] for [aWhile].\n[guests]',
    ],
    borrowing: [
      '{hero.He} [walked] to {+friend}, who lived [where]. "May I have a [cupful] of {ingredient}?" {hero.he} [asked] [adverb].\n"[bargain]," [said] {friend} [adverb].',
    ],
    guests: [
      [
        '[ACreatureQuality] [colour] {+animal} [came] [along], and the {animal} got a [taste] piece of {cake}. [guests]',
        1,
      ],
      ['{hero} gave the last piece to {friend} [adverb].', 1],
    ],

    // Something is built, and does not work at first.
    building: [
      '[oneDay] {hero} began to build a {+craft} [where]. {hero.He} took [colour] [material] and [thingQuality] [material], and [built] until [moment].\n[tries]\n[mending]',
    ],
    tries: [
      ['But the {craft} [failed]. {hero} took [colour] [material] and [built] for [aWhile]. [tries]', 1],
      ['"[lesson]," [said] {+friend}, who [slept] [where].\n"I will try," [said] {hero} [adverb].', 1],
    ],
    mending: [
      '"[lesson]. [lesson]," {friend} [said]. They [built] [adverb], and after [aWhile] the {craft} was [better] than [compared].',
    ],

    // Somebody small is in trouble.
    rescue: [
      '[oneDay] {hero} heard [aThingQuality] [noise] [where]. It was [aCreatureQuality] [colour] {+animal}, [stuck] [aColour] [trap].\n"Help me," [said] the {animal} [adverb].\n[pulling]\n[freeing]',
    ],
    pulling: [
      ['{hero.He} [pulled] for [aWhile], but [inVain]. [pulling]', 1],
      ['Then {+friend} [came] [along] with a {+look} {+thing}.', 1],
    ],
    freeing: [
      '"Take my {thing}," [said] {friend} [adverb]. By [moment] the {animal} was free. It [rejoiced] and gave them [trifle].',
      '"[comfort], {animal}," [said] {friend}, and used the {look} {thing} [adverb]. Soon the {animal} [rejoiced] [where].',
    ],

    ending: [
      'That [daypart] {hero} [rested], and {friend} [rested].',
      'From then on {hero} and {friend} [together] every [daypart] and [together] every [season].',
      'And on [dayQuality] [season] nights, [where], you can hear them [singing] [adverb].',
      '"[moral]," [said] {friend}, and {hero} [rested].',
      '{hero} went back to {hero.his} [home] and [rested]. "[moral]," {hero.he} thought [adverb].',
    ],
  },
};

/** The grammar that tales are drawn from. */
export const storyGrammar = compileGrammar(storySource);

import { expect, test } from 'vitest';
import { editDistance, nearestName } from '../src/nearestName.ts';
import { Dice } from './dice.ts';

/** The textbook recursion, slow and obviously right. */
function slowDistance(a: string, b: string): number {
  if (a === '' || b === '') return a.length + b.length;
  const rests = [
    slowDistance(a.slice(1), b.slice(1)) + (a[0] === b[0] ? 0 : 1),
    slowDistance(a.slice(1), b) + 1,
    slowDistance(a, b.slice(1)) + 1,
  ];
  if (a.length > 1 && b.length > 1 && a[0] === b[1] && a[1] === b[0])
    rests.push(slowDistance(a.slice(2), b.slice(2)) + 1);
  return Math.min(...rests);
}

test('edit distance equals the textbook recursion', () => {
  const dice = new Dice(7);
  for (let round = 0; round < 200; round += 1) {
    const word = () => Array.from({ length: dice.below(6) }, () => 'abc'[dice.below(3)]).join('');
    const [a, b] = [word(), word()];
    expect(editDistance(a, b), `${a} ${b}`).toBe(slowDistance(a, b));
  }
});

const names = [
  'learningRate',
  'minLearningRate',
  'weightDecay',
  'nLayers',
  'nHeads',
  'batchSize',
  'eps',
  'type',
  'seed',
];

test.each([
  ['learningrate', 'learningRate'],
  ['learning_rate', 'learningRate'],
  ['leraningRate', 'learningRate'],
  ['lr', 'learningRate'],
  ['wd', 'weightDecay'],
  ['layers', 'nLayers'],
  ['nLayer', 'nLayers'],
  ['batch', 'batchSize'],
  ['tpye', 'type'],
  ['sed', 'seed'],
  ['ep', undefined],
  ['zzz', undefined],
  ['n', undefined],
  ['rate', undefined],
  ['', undefined],
])('%s → %s', (name, expected) => {
  expect(nearestName(name, names)).toBe(expected);
});

test('never suggests the name itself', () => {
  expect(nearestName('seed', ['seed'])).toBeUndefined();
});

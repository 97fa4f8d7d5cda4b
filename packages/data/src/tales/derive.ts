import type { RandomStream } from '../random/randomStream.ts';
import type { Choice, Grammar, Part, Rule, Variable } from './grammar.ts';

/** A text with the choices that made it. */
export interface Derivation {
  readonly text: string;
  /** −ln of the probability of these choices, and so of the text. */
  readonly nats: number;
  /** Which alternative or value was taken, for each choice from left to right; choices among one are left out. */
  readonly choices: readonly number[];
}

/** The value that a variable has at this point of the text. */
export function boundValue(values: readonly (number | undefined)[], variable: Variable): number {
  const value = values[variable.index];
  if (value === undefined) throw new Error(`grammar: "${variable.name}" is used before it is drawn`);
  return value;
}

/** The choice that holds for a rule, given the values drawn so far. */
export function activeChoice(rule: Rule, values: readonly (number | undefined)[]): Choice {
  const index = rule.by ? rule.by.choiceOfValue[boundValue(values, rule.by.variable)] : 0;
  const choice = rule.choices[index ?? 0];
  if (choice === undefined) throw new Error(`grammar: rule "${rule.name}" has no alternatives`);
  return choice;
}

/** Draws one text from a grammar. The same random numbers give the same text. */
export function derive(grammar: Grammar, random: RandomStream): Derivation {
  const pieces: string[] = [];
  const choices: number[] = [];
  const values: (number | undefined)[] = grammar.variables.map(() => undefined);
  let nats = 0;

  const pick = (weights: readonly number[], totalWeight: number): number => {
    if (weights.length === 1) return 0;
    let rest = random.uniform() * totalWeight;
    let index = 0;
    while (index < weights.length - 1 && rest >= (weights[index] ?? 0)) rest -= weights[index++] ?? 0;
    choices.push(index);
    nats -= Math.log((weights[index] ?? 0) / totalWeight);
    return index;
  };
  const emit = (part: Part): void => {
    switch (part.kind) {
      case 'text':
        pieces.push(part.text);
        break;
      case 'call':
        expand(part.rule);
        break;
      case 'draw': {
        const count = part.variable.values.length;
        const value = random.integer(count);
        if (count > 1) {
          choices.push(value);
          nats += Math.log(count);
        }
        values[part.variable.index] = value;
        pieces.push(part.forms[value] ?? '');
        break;
      }
      case 'slot':
        pieces.push(part.forms[boundValue(values, part.variable)] ?? '');
    }
  };
  const expand = (rule: Rule): void => {
    const choice = activeChoice(rule, values);
    choice.alternatives[pick(choice.weights, choice.totalWeight)]?.forEach(emit);
  };

  expand(grammar.start);
  return { text: pieces.join(''), nats, choices };
}

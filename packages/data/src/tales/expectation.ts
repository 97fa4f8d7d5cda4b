import type { Choice, Grammar, Part, Rule, Variable } from './grammar.ts';

/** What one text of a grammar costs and measures on average. */
export interface Expectation {
  /** Entropy of a text: E[−ln p(derivation)], in nats. As each text has one derivation, this is the entropy of the texts. */
  readonly nats: number;
  readonly characters: number;
}

/** Values that a variable can still have, inside the case of a rule that goes by it. Variables not named can have any. */
type Restrictions = ReadonlyMap<Variable, readonly number[]>;

/** A rule under restrictions: a nonterminal of the written-out grammar, with the equation of its expectation. */
interface Nonterminal extends Expectation {
  nats: number;
  characters: number;
  /** What the rule's own choices and texts add, without the rules it calls. */
  own: { nats: number; characters: number };
  /** Expected number of times that each other nonterminal is called. */
  calls: Map<Nonterminal, number>;
}

const MAX_SWEEPS = 10_000;

/**
 * Computes what a text of a grammar holds on average, exactly: the expectation of each nonterminal is a linear function of
 * those it calls (Grenander, "Syntax-controlled probabilities", 1967), as weights are constant and variables independent.
 * The equations are solved bottom-up; sweeps repeat until recursive rules stand still to the last bits.
 *
 * @throws Error when the expectation is infinite: a rule that calls itself too often
 */
export function expectation(grammar: Grammar): Expectation {
  const nonterminals = new Map<string, Nonterminal>();
  const bottomUp: Nonterminal[] = [];

  const addChoice = (
    to: Nonterminal,
    choice: Choice,
    probability: number,
    restrictions: Restrictions,
  ): void => {
    choice.alternatives.forEach((parts, index) => {
      const share = (choice.weights[index] ?? 0) / choice.totalWeight;
      to.own.nats -= probability * share * Math.log(share);
      for (const part of parts) addPart(to, part, probability * share, restrictions);
    });
  };
  const addPart = (to: Nonterminal, part: Part, probability: number, restrictions: Restrictions): void => {
    switch (part.kind) {
      case 'text':
        to.own.characters += probability * countCharacters(part.text);
        break;
      case 'call': {
        const called = nonterminal(part.rule, restrictions);
        to.calls.set(called, (to.calls.get(called) ?? 0) + probability);
        break;
      }
      case 'draw':
        if (restrictions.has(part.variable)) {
          throw new Error(`grammar: "${part.variable.name}" is drawn anew inside a rule that goes by it`);
        }
        to.own.nats += probability * Math.log(part.forms.length);
        to.own.characters += probability * mean(part.forms.map(countCharacters));
        break;
      case 'slot': {
        const possible = restrictions.get(part.variable) ?? part.forms.keys();
        const lengths = Array.from(possible, (value) => countCharacters(part.forms[value] ?? ''));
        to.own.characters += probability * mean(lengths);
      }
    }
  };
  const nonterminal = (rule: Rule, restrictions: Restrictions): Nonterminal => {
    const key = `${rule.index}|${Array.from(
      restrictions,
      ([variable, values]) => `${variable.index}:${values.join()}`,
    )
      .sort()
      .join('|')}`;
    const known = nonterminals.get(key);
    if (known) return known;
    const created: Nonterminal = {
      nats: 0,
      characters: 0,
      own: { nats: 0, characters: 0 },
      calls: new Map(),
    };
    nonterminals.set(key, created);
    if (!rule.by) {
      for (const choice of rule.choices) addChoice(created, choice, 1, restrictions);
    } else {
      const { variable, choiceOfValue } = rule.by;
      const possible = restrictions.get(variable) ?? [...variable.values.keys()];
      rule.choices.forEach((choice, index) => {
        const values = possible.filter((value) => choiceOfValue[value] === index);
        if (values.length === 0) return;
        addChoice(
          created,
          choice,
          values.length / possible.length,
          new Map(restrictions).set(variable, values),
        );
      });
    }
    bottomUp.push(created);
    return created;
  };

  const start = nonterminal(grammar.start, new Map());
  for (let sweep = 0; sweep < MAX_SWEEPS; sweep++) {
    let moved = false;
    for (const each of bottomUp) {
      let { nats, characters } = each.own;
      let returning = 0;
      for (const [called, times] of each.calls) {
        if (called === each) {
          returning = times;
        } else {
          nats += times * called.nats;
          characters += times * called.characters;
        }
      }
      // x = own + calls + returning · x, for a rule that calls itself.
      nats /= 1 - returning;
      characters /= 1 - returning;
      if (returning >= 1 || !Number.isFinite(nats + characters))
        throw new Error('grammar: texts are infinitely long on average');
      moved ||= differs(nats, each.nats) || differs(characters, each.characters);
      each.nats = nats;
      each.characters = characters;
    }
    if (!moved) return { nats: start.nats, characters: start.characters };
  }
  throw new Error('grammar: the expectation did not settle; texts may be infinitely long on average');
}

/** Whether two numbers differ by more than rounding. */
function differs(a: number, b: number): boolean {
  return Math.abs(a - b) > 4 * Number.EPSILON * Math.abs(a);
}

function mean(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
}

function countCharacters(text: string): number {
  return [...text].length;
}

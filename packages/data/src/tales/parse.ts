import { activeChoice, boundValue, type Derivation } from './derive.ts';
import type { Grammar, Part, Rule } from './grammar.ts';

/**
 * Finds the derivation of the text that starts at `start`. Because no alternative's text can begin another's
 * (see `GrammarSource`), at most one alternative of each rule fits, and the first that fits is the one: reading is
 * deterministic, and what it returns is the only derivation there is.
 *
 * @returns the derivation, whose `text` is what was read; null when the grammar gives no text that stands here
 */
export function parseAt(grammar: Grammar, text: string, start: number): Derivation | null {
  let position = start;
  let nats = 0;
  const choices: number[] = [];
  const values: (number | undefined)[] = grammar.variables.map(() => undefined);

  const literal = (expected: string): boolean => {
    if (!text.startsWith(expected, position)) return false;
    position += expected.length;
    return true;
  };
  const readPart = (part: Part): boolean => {
    switch (part.kind) {
      case 'text':
        return literal(part.text);
      case 'call':
        return readRule(part.rule);
      case 'slot':
        return literal(part.forms[boundValue(values, part.variable)] ?? '');
      case 'draw': {
        const value = part.forms.findIndex(literal);
        if (value < 0) return false;
        values[part.variable.index] = value;
        if (part.forms.length > 1) {
          choices.push(value);
          nats += Math.log(part.forms.length);
        }
        return true;
      }
    }
  };
  const readRule = (rule: Rule): boolean => {
    const choice = activeChoice(rule, values);
    const before = { position, nats, choices: choices.length, values: [...values] };
    return choice.alternatives.some((parts, index) => {
      if (choice.alternatives.length > 1) {
        choices.push(index);
        nats -= Math.log((choice.weights[index] ?? 0) / choice.totalWeight);
      }
      if (parts.every(readPart)) return true;
      ({ position, nats } = before);
      choices.length = before.choices;
      before.values.forEach((value, variable) => (values[variable] = value));
      return false;
    });
  };

  return readRule(grammar.start) ? { text: text.slice(start, position), nats, choices } : null;
}

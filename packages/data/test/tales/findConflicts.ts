import type { Grammar, Part, Rule } from '../../src/tales/grammar.ts';

/** What is still to be written, as a list without copies. */
type Stack = { part: Part; rest: Stack } | null;

function push(parts: readonly Part[], rest: Stack): Stack {
  return parts.reduceRight<Stack>((stack, part) => ({ part, rest: stack }), rest);
}

function alternativesOf(rule: Rule): (readonly Part[])[] {
  return rule.choices.flatMap((choice) => choice.alternatives);
}

/** All ways to write on: the text that comes next, and what follows it. */
function expand(stack: Stack): { text: string; rest: Stack }[] {
  if (stack === null) return [];
  const { part, rest } = stack;
  if (part.kind === 'text') return [{ text: part.text, rest }];
  if (part.kind === 'call') return alternativesOf(part.rule).flatMap((parts) => expand(push(parts, rest)));
  return [...new Set(part.forms)].map((text) => ({ text, rest }));
}

function writesTheSame(a: Part, b: Part): boolean {
  if (a.kind === 'call' && b.kind === 'call') return a.rule === b.rule;
  if (a.kind === 'text' || b.kind === 'text' || a.kind === 'call' || b.kind === 'call') return false;
  return a.variable === b.variable && a.forms.join('|') === b.forms.join('|');
}

/**
 * Whether a text that `a` can write begins with, or begins, a text that `b` can write. Values of variables are taken to be
 * anything, which finds too many conflicts rather than too few.
 */
function collide(a: Stack, b: Stack): boolean {
  if (a === null || b === null) return true;
  // If no rule lets one of its texts begin another, the same rule read at the same place has read the same text.
  if (writesTheSame(a.part, b.part)) return collide(a.rest, b.rest);
  const others = expand(b);
  return expand(a).some(({ text, rest }) =>
    others.some((other) => {
      if (!text.startsWith(other.text) && !other.text.startsWith(text)) return false;
      const length = Math.min(text.length, other.text.length);
      const left = (whole: string, after: Stack): Stack =>
        whole.length === length ? after : push([{ kind: 'text', text: whole.slice(length) }], after);
      return collide(left(text, rest), left(other.text, other.rest));
    }),
  );
}

function beginsAnother(forms: readonly string[]): string[] {
  return forms.filter((form, index) => forms.some((other, at) => at !== index && other.startsWith(form)));
}

/**
 * Proves a grammar unambiguous, or says where it may not be. If no alternative of any rule can write a text that begins one of
 * another alternative, then, by induction over the derivation, no text of a rule begins another of the same rule; so at most
 * one alternative fits when reading from the left, and each text has one derivation.
 */
export function findConflicts(grammar: Grammar): string[] {
  const conflicts: string[] = [];
  for (const rule of grammar.rules) {
    const alternatives = alternativesOf(rule);
    alternatives.forEach((first, index) => {
      if (first.length === 0) conflicts.push(`${rule.name}: an empty alternative`);
      alternatives.slice(index + 1).forEach((second, distance) => {
        if (collide(push(first, null), push(second, null))) {
          conflicts.push(`${rule.name}: alternatives ${index} and ${index + 1 + distance}`);
        }
      });
      for (const part of first) {
        if (part.kind === 'draw')
          conflicts.push(...beginsAnother(part.forms).map((form) => `${rule.name}: value "${form}"`));
        if (part.kind === 'slot') {
          conflicts.push(
            ...beginsAnother([...new Set(part.forms)]).map((form) => `${rule.name}: form "${form}"`),
          );
        }
      }
    });
  }
  return conflicts;
}

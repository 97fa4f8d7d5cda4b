/**
 * A probabilistic context-free grammar whose nonterminals carry features. Who the hero is, and with it which name and which
 * pronoun stand in a sentence, is the value of a *variable*: drawn once, where it is first mentioned, and the same from there
 * on. Writing every rule out for every combination of values would give a plain context-free grammar with the same stories.
 *
 * Three things keep its entropy exactly computable (`expectation.ts`) and each story's derivation unique (`parse.ts`):
 * 1. The weights of alternatives are constants. What depends on a variable is said by a rule *by* a feature of it.
 * 2. Variables are independent: a value is drawn from fixed weights, whatever was drawn before.
 * 3. No alternative can give a text that starts with a text which another alternative of its rule can give. So reading from
 *    the left settles every choice. The tests prove this for the shipped grammar.
 */
export interface GrammarSource {
  /** Rule that gives a whole story. */
  readonly start: string;
  /** the values each variable can have, equally likely: their forms and features. */
  readonly variables: Readonly<Record<string, readonly Value[]>>;
  readonly rules: Readonly<Record<string, RuleSource>>;
}

/** One value of a variable: its forms and features by name. */
export type Value = Readonly<Record<string, string>>;

/**
 * A template, alone or with its weight (1 otherwise). In a template, `[rule]` stands for a text of that rule, `{hero.his}`
 * for a form of a variable's value (`{hero}` is its form `name`), and `{+hero.intro}` draws the value and stands for the form.
 */
export type Alternative = string | readonly [template: string, weight: number];

/** Alternatives, or one set of alternatives for each value that a variable's feature can have. */
export type RuleSource =
  | readonly Alternative[]
  | { readonly by: `${string}.${string}`; readonly cases: Readonly<Record<string, readonly Alternative[]>> };

/** A variable and its equally likely values. */
export interface Variable {
  readonly index: number;
  readonly name: string;
  readonly values: readonly Value[];
}

/** A piece of a template. */
export type Part =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'slot' | 'draw'; readonly variable: Variable; readonly forms: readonly string[] }
  | { readonly kind: 'call'; readonly rule: Rule };

/** Alternatives with what each costs. */
export interface Choice {
  readonly alternatives: readonly (readonly Part[])[];
  readonly weights: readonly number[];
  readonly totalWeight: number;
}

/** A rule as compiled. `by` gives, for each value of the variable, which of the choices holds. */
export interface Rule {
  readonly name: string;
  readonly index: number;
  readonly choices: readonly Choice[];
  readonly by?: { readonly variable: Variable; readonly choiceOfValue: readonly number[] };
}

/** A grammar ready to draw from. */
export interface Grammar {
  readonly start: Rule;
  readonly variables: readonly Variable[];
  readonly rules: readonly Rule[];
}

const PLACEHOLDER = /\[(?<rule>\w+)\]|\{(?<draw>\+?)(?<variable>\w+)(?:\.(?<form>\w+))?\}/g;

/**
 * Compiles a grammar.
 *
 * @throws Error for a rule, variable or form that does not exist, and for a feature value without its case
 */
export function compileGrammar(source: GrammarSource): Grammar {
  const variables = Object.entries(source.variables).map(([name, values], index) => ({
    index,
    name,
    values,
  }));
  const variableByName = new Map(variables.map((variable) => [variable.name, variable]));
  // Rules refer to each other, so all of them exist before the first is filled.
  const rules = Object.keys(source.rules).map((name, index) => ({ name, index, choices: [] as Choice[] }));
  const ruleByName = new Map<string, Rule & { choices: Choice[]; by?: NonNullable<Rule['by']> }>(
    rules.map((rule) => [rule.name, rule]),
  );

  const find = <T>(map: ReadonlyMap<string, T>, name: string, what: string, where: string): T => {
    const found = map.get(name);
    if (found === undefined) throw new Error(`grammar: rule "${where}" names an unknown ${what} "${name}"`);
    return found;
  };
  const forms = (variable: Variable, form: string, where: string): string[] =>
    variable.values.map((value) => {
      const text = value[form];
      if (text === undefined)
        throw new Error(`grammar: rule "${where}": a ${variable.name} has no "${form}"`);
      return text;
    });

  const compileTemplate = (template: string, where: string): Part[] => {
    const parts: Part[] = [];
    const addText = (text: string): void => {
      if (text !== '') parts.push({ kind: 'text', text });
    };
    let end = 0;
    for (const match of template.matchAll(PLACEHOLDER)) {
      addText(template.slice(end, match.index));
      end = match.index + match[0].length;
      const { rule, draw, variable: variableName, form = 'name' } = match.groups ?? {};
      if (rule !== undefined) {
        parts.push({ kind: 'call', rule: find(ruleByName, rule, 'rule', where) });
      } else {
        const variable = find(variableByName, variableName ?? '', 'variable', where);
        parts.push({ kind: draw === '+' ? 'draw' : 'slot', variable, forms: forms(variable, form, where) });
      }
    }
    addText(template.slice(end));
    return parts;
  };
  const compileChoice = (alternatives: readonly Alternative[], where: string): Choice => {
    const weights = alternatives.map((alternative) => (typeof alternative === 'string' ? 1 : alternative[1]));
    return {
      alternatives: alternatives.map((alternative) =>
        compileTemplate(typeof alternative === 'string' ? alternative : alternative[0], where),
      ),
      weights,
      totalWeight: weights.reduce((sum, weight) => sum + weight, 0),
    };
  };

  for (const [name, ruleSource] of Object.entries(source.rules)) {
    const rule = find(ruleByName, name, 'rule', name);
    if (!('by' in ruleSource)) {
      rule.choices.push(compileChoice(ruleSource, name));
      continue;
    }
    const [variableName = '', feature = ''] = ruleSource.by.split('.');
    const variable = find(variableByName, variableName, 'variable', name);
    const cases = Object.keys(ruleSource.cases);
    rule.choices.push(
      ...Object.values(ruleSource.cases).map((alternatives) => compileChoice(alternatives, name)),
    );
    const choiceOfValue = forms(variable, feature, name).map((value) => {
      const index = cases.indexOf(value);
      if (index < 0) throw new Error(`grammar: rule "${name}" has no case for ${ruleSource.by} = "${value}"`);
      return index;
    });
    rule.by = { variable, choiceOfValue };
  }
  return { start: find(ruleByName, source.start, 'rule', 'start'), variables, rules };
}

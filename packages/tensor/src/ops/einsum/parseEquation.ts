import { CraftError } from '../../errors.ts';
import { formatShape, type Shape } from '../../shape.ts';

/** What an einsum equation says about operands of given shapes: a label per axis. */
export interface Equation {
  /** Letters, and for the axes of an ellipsis, counted from the last, '.0', '.1', … */
  readonly operands: readonly (readonly string[])[];
  readonly output: readonly string[];
  /** The length of each label's axes; those of length 1 broadcast. */
  readonly lengths: ReadonlyMap<string, number>;
}

function fail(equation: string, message: string): CraftError {
  return new CraftError('einsum.equation', `einsum: ${JSON.stringify(equation)}: ${message}`);
}

/** Throws unless `term` is letters with at most one ellipsis among them. */
function expectTerm(equation: string, term: string): void {
  if (/^[a-zA-Z]*(\.{3})?[a-zA-Z]*$/.test(term)) return;
  throw fail(equation, `expected letters and at most one ellipsis but received ${JSON.stringify(term)}`);
}

/** The labels of `term`, where its ellipsis stands for `hidden` axes. */
function labels(equation: string, term: string, hidden: number): string[] {
  const list = [...term.replace('...', '.')].flatMap((one) =>
    one === '.' ? Array.from({ length: hidden }, (_, i) => `.${hidden - 1 - i}`) : [one],
  );
  const twice = list.find((one, i) => list.indexOf(one) !== i);
  if (twice !== undefined) {
    throw fail(
      equation,
      `index ${twice} stands twice in ${JSON.stringify(term)}; diagonals are not supported`,
    );
  }
  return list;
}

/** Reads the equation against the operands' shapes. Throws `einsum.equation` and `einsum.shape`. */
export function parseEquation(equation: string, shapes: readonly Shape[]): Equation {
  const [inputs = '', output, ...rest] = equation.replaceAll(/\s/g, '').split('->');
  const terms = inputs.split(',');
  if (rest.length > 0 || terms.length !== shapes.length) {
    throw fail(equation, `expected terms for ${shapes.length} operands and at most one ->`);
  }
  let widest = 0;
  for (const term of output === undefined ? terms : [...terms, output]) expectTerm(equation, term);
  const operands = terms.map((term, i) => {
    const shape = shapes[i] ?? [];
    const letters = term.replace('...', '').length;
    const hidden = shape.length - letters;
    if (hidden < 0 || (hidden > 0 && !term.includes('...'))) {
      throw new CraftError(
        'einsum.shape',
        `einsum: ${JSON.stringify(term)} names ${letters} axes but operand ${i} has shape ${formatShape(shape)}`,
      );
    }
    if (term.includes('...')) widest = Math.max(widest, hidden);
    return labels(equation, term, hidden);
  });
  const lengths = axisLengths(operands, shapes);
  return { operands, output: outputLabels(equation, output, operands, widest, lengths), lengths };
}

function axisLengths(operands: readonly (readonly string[])[], shapes: readonly Shape[]) {
  const lengths = new Map<string, number>();
  operands.forEach((own, i) => {
    own.forEach((label, axis) => {
      const length = shapes[i]?.[axis] ?? 1;
      const known = lengths.get(label) ?? 1;
      if (known !== 1 && length !== 1 && known !== length) {
        throw new CraftError(
          'einsum.shape',
          `einsum: index ${label} has length ${known} and, in operand ${i} of shape ${formatShape(shapes[i] ?? [])}, ${length}`,
        );
      }
      lengths.set(label, known === 1 ? length : known);
    });
  });
  return lengths;
}

/** Without ->, the ellipsis and then, sorted, what occurs once. */
function outputLabels(
  equation: string,
  output: string | undefined,
  operands: readonly (readonly string[])[],
  widest: number,
  lengths: ReadonlyMap<string, number>,
): string[] {
  const all = operands.flat();
  const letters = [...lengths.keys()].filter((label) => !label.startsWith('.'));
  const once = letters.filter((label) => all.indexOf(label) === all.lastIndexOf(label)).sort();
  const own = labels(equation, output ?? `...${once.join('')}`, widest);
  const unknown = own.find((label) => !lengths.has(label));
  if (unknown !== undefined) throw fail(equation, `index ${unknown} of the result stands in no operand`);
  return own;
}

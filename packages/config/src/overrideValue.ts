import { isScalar, Schema } from 'yaml';
import type { ConfigIssue } from './configError.ts';
import type { ConfigNode } from './configNode.ts';
import type { ArgumentOrigin } from './origin.ts';
import { parseYaml } from './yamlTree.ts';

/**
 * Reads what stands after `=` on the command line.
 *
 * What opens with `[`, `{` or a quote is YAML. Everything else is one YAML scalar: `1e-3` is a number, `true` a
 * boolean, `null` and nothing are null; and colons, hashes, dashes, asterisks and the like mean nothing, so that
 * `prompt=To be: or not #1` is the text that it looks like.
 *
 * @param origin Place of the whole value in its argument.
 */
export function readOverrideValue(
  origin: ArgumentOrigin,
): { node: ConfigNode } | { issues: readonly ConfigIssue[] } {
  const raw = origin.text.slice(origin.start, origin.start + origin.length);
  const text = raw.trim();
  const offset = origin.start + raw.length - raw.trimStart().length;
  const originAt = (start: number, end: number): ArgumentOrigin => ({
    ...origin,
    start: offset + start,
    length: Math.max(1, end - start),
  });
  if (/^[[{"']/.test(text)) {
    const parsed = parseYaml(text, originAt);
    return parsed.node === undefined ? { issues: parsed.issues } : { node: parsed.node };
  }
  return { node: { kind: 'scalar', value: plainScalar(text), origin: originAt(0, text.length) } };
}

const scalarTags = new Schema({ schema: 'core' }).tags.filter(
  (tag) => tag.default === true && tag.test !== undefined,
);

/** The value that YAML 1.2's core schema gives a plain scalar. */
export function plainScalar(text: string): string | number | boolean | null {
  const tag = scalarTags.find((candidate) => candidate.test?.test(text));
  if (tag?.resolve === undefined || tag.collection !== undefined) return text;
  const resolved: unknown = tag.resolve(text, () => undefined, { intAsBigInt: false });
  const value = isScalar(resolved) ? resolved.value : resolved;
  return typeof value === 'number' || typeof value === 'boolean' || value === null ? value : text;
}

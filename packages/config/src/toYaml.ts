import { Document, isScalar, visit } from 'yaml';

/**
 * Writes a configuration as YAML that reads back to the same value.
 *
 * @param options.comment Lines for the top of the file, without `#`.
 */
export function toYaml(config: unknown, options: { comment?: string } = {}): string {
  const document = new Document(config, { schema: 'core', version: '1.2', aliasDuplicateObjects: false });
  visit(document, {
    Scalar(_, node) {
      // A line break alone is nothing to see in a block.
      if (typeof node.value === 'string' && node.value.trim() === '') node.type = 'QUOTE_DOUBLE';
    },
    Pair(_, { key }) {
      // Without quotes it would read as a removal.
      if (isScalar(key) && typeof key.value === 'string' && key.value.startsWith('~'))
        key.type = 'QUOTE_DOUBLE';
    },
  });
  const text = document.toString({ lineWidth: 0 });
  const comment = (options.comment ?? '')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => `# ${line}\n`)
    .join('');
  return comment + text;
}

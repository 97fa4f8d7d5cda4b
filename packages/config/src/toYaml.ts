import { stringify } from 'yaml';

/**
 * Writes a configuration as YAML that reads back to the same value.
 *
 * @param options.comment Lines for the top of the file, without `#`.
 */
export function toYaml(config: unknown, options: { comment?: string } = {}): string {
  const text = stringify(config, {
    lineWidth: 0,
    schema: 'core',
    version: '1.2',
    aliasDuplicateObjects: false,
  });
  const comment = (options.comment ?? '')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => `# ${line}\n`)
    .join('');
  return comment + text;
}

/**
 * A predicate for names by a pattern: `*` stands for any characters, also none and also dots, `?` for one; everything
 * else for itself. `*.bias` fits `blocks.0.attention.bias`.
 */
export function namePattern(pattern: string): (name: string) => boolean {
  const source = pattern
    .replaceAll(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  const expression = new RegExp(`^${source}$`, 's');
  return (name) => expression.test(name);
}

/** Whether a name fits one of several patterns, or the only one. */
export function namePatterns(patterns: string | readonly string[]): (name: string) => boolean {
  const tests = (typeof patterns === 'string' ? [patterns] : patterns).map(namePattern);
  return (name) => tests.some((fits) => fits(name));
}

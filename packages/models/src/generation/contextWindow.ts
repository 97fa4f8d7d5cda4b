/**
 * Where the window of a sequence of `length` tokens begins, for a model that sees `contextLength` of them.
 *
 * The window grows until it is full and then starts again from its last ⌊contextLength / 2⌋ tokens (at least
 * one), so that a cache is rebuilt once per half window and not per token. It depends on the length alone:
 * generating in one go, in parts, with a cache or without gives the same windows.
 */
export function windowStart(length: number, contextLength: number): number {
  if (length <= contextLength) return 0;
  const kept = Math.max(1, Math.floor(contextLength / 2));
  const step = contextLength + 1 - kept;
  return Math.ceil((length - contextLength) / step) * step;
}

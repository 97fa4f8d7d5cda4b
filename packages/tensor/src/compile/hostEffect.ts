let recorded: (() => void)[] | null = null;

/**
 * Runs `effect` now and, inside a compiled step, again before each later run of it: for what a step does in host
 * memory, such as counting updates. Such an effect changes `Variable`s, which the launches after it read.
 */
export function hostEffect(effect: () => void): void {
  recorded?.push(effect);
  effect();
}

/** Internal: runs `fn` and gives the host effects that it had. */
export function recordHostEffects<T>(fn: () => T): { result: T; effects: readonly (() => void)[] } {
  const outer = recorded;
  const effects: (() => void)[] = [];
  recorded = effects;
  try {
    return { result: fn(), effects };
  } finally {
    recorded = outer;
  }
}

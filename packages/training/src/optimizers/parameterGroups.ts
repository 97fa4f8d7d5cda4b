import type { Tensor } from '@craft/tensor';

/** Parameters that are updated by one set of rules. */
export interface ParameterGroup {
  readonly parameters: ReadonlyMap<string, Tensor>;
  readonly weightDecay: number;
}

/**
 * Two groups: matrices and wider (weights, embeddings) decay, vectors (biases, gains of norms) do not, as in
 * GPT-3 and nanoGPT. A parameter under two names is kept once, under the first.
 */
export function parameterGroups(
  parameters: Iterable<readonly [string, Tensor]>,
  { weightDecay }: { readonly weightDecay: number },
): ParameterGroup[] {
  const decayed = new Map<string, Tensor>();
  const others = new Map<string, Tensor>();
  const seen = new Set<Tensor>();
  for (const [name, parameter] of parameters) {
    if (seen.has(parameter)) continue;
    seen.add(parameter);
    (parameter.rank >= 2 ? decayed : others).set(name, parameter);
  }
  return [
    { parameters: decayed, weightDecay },
    { parameters: others, weightDecay: 0 },
  ].filter((group) => group.parameters.size > 0);
}

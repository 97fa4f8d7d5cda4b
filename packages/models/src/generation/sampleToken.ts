import { CraftError } from '@craft/config';
import { Random } from '@craft/tensor';

export interface SamplingOptions {
  /** Divides the logits; 0 takes the likeliest token always. Default 1. */
  readonly temperature?: number | undefined;
  /** Only the k likeliest tokens; null: all. */
  readonly topK?: number | null | undefined;
  /** Only the likeliest tokens that together reach this probability; null: all. */
  readonly topP?: number | null | undefined;
  /** Chooses the random numbers: a whole number up to 2^53. Default 0. */
  readonly seed?: number | undefined;
}

/**
 * Draws a token from logits [V], in f64. The random number depends on the seed and on `position` (of the
 * token in its sequence) alone. Of tokens with equal logits the lower id is the likelier. `topK` applies
 * before `topP`.
 *
 * @throws CraftError `generate.notFinite` where a logit is NaN or infinite.
 */
export function sampleToken(logits: ArrayLike<number>, position: number, options: SamplingOptions): number {
  const { temperature = 1, topK = null, topP = null, seed = 0 } = options;
  const best = likeliest(logits, position);
  if (temperature === 0 || topK === 1) return best;
  const top = logits[best] ?? 0;
  const weights = Float64Array.from(logits, (logit) => Math.exp((logit - top) / temperature));
  const candidates = narrow(weights, topK, topP);
  const total = candidates.reduce((sum, id) => sum + (weights[id] ?? 0), 0);
  let left = new Random(seed, position).uniform() * total;
  for (const id of candidates) {
    left -= weights[id] ?? 0;
    if (left < 0) return id;
  }
  return best; // Rounding used up what was left.
}

function likeliest(logits: ArrayLike<number>, position: number): number {
  let best = 0;
  for (let id = 0; id < logits.length; id++) {
    const logit = logits[id] ?? NaN;
    if (!Number.isFinite(logit)) {
      throw new CraftError(
        `generate: expected finite logits but token ${id} at position ${position} has ${logit}`,
        { code: 'generate.notFinite', hint: 'the weights have diverged; take an earlier checkpoint' },
      );
    }
    if (logit > (logits[best] ?? 0)) best = id;
  }
  return best;
}

/** The ids that may be drawn: all in order, or the likeliest first. */
function narrow(weights: Float64Array, topK: number | null, topP: number | null): Uint32Array {
  const ids = Uint32Array.from(weights, (_, id) => id);
  if (topK === null && topP === null) return ids;
  const sorted = ids.sort((a, b) => (weights[b] ?? 0) - (weights[a] ?? 0) || a - b);
  const first = topK === null ? sorted : sorted.subarray(0, topK);
  if (topP === null) return first;
  const enough = topP * first.reduce((sum, id) => sum + (weights[id] ?? 0), 0);
  let reached = 0;
  const last = first.findIndex((id) => (reached += weights[id] ?? 0) >= enough);
  return last < 0 ? first : first.subarray(0, last + 1);
}

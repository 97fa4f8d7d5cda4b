/** The GPT of the training steps: the same weights and batches in every engine. */
import { ids, values } from './values.mjs';

/** Shapes of the parameters: embeddings, then each block, then the last norm; no biases, tied output. */
export function gptShapes({ layers, width, context, vocabulary }) {
  const block = [
    [width],
    [3 * width, width],
    [width, width],
    [width],
    [4 * width, width],
    [width, 4 * width],
  ];
  const blocks = Array.from({ length: layers }, () => block).flat();
  return [[vocabulary, width], [context, width], ...blocks, [width]];
}

/** Their first values: matrices uniform with a deviation of 0.02, norms 1. */
export function gptWeights(sizes) {
  return gptShapes(sizes).map((shape, seed) => ({
    shape,
    data: shape.length > 1 ? values(shape, seed, 0.035) : new Float32Array(shape[0]).fill(1),
  }));
}

/** Batches that come round again: random ids in, random ids to predict. */
export function gptBatches({ batch, context, vocabulary }) {
  const draw = (seed) => ids(batch * context, vocabulary, seed);
  return Array.from({ length: 8 }, (_, i) => ({ inputs: draw(1000 + 2 * i), targets: draw(1001 + 2 * i) }));
}

/** What all use besides. */
export const training = { learningRate: 1e-3, beta1: 0.9, beta2: 0.99, eps: 1e-8, weightDecay: 0.1, clip: 1 };

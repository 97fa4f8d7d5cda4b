import type { RecordedLaunch, Scalar } from './plan.ts';

/** A word of a launch's params that holds a scalar's value. */
export interface ScalarPatch {
  readonly word: number;
  readonly isFloat: boolean;
  readonly scalar: Scalar;
}

/** The words of a launch that change from run to run, where its params begin at word `first`. */
export function scalarPatches(
  { kernel, dynamics }: Pick<RecordedLaunch, 'kernel' | 'dynamics'>,
  first: number,
): ScalarPatch[] {
  return Object.entries(kernel.params).flatMap(([name, type], i) => {
    const scalar = dynamics[name];
    return scalar ? [{ word: first + i, isFloat: type === 'f32', scalar }] : [];
  });
}

/** Writes the values of now. */
export function writeScalars(words: Uint32Array, patches: readonly ScalarPatch[]): void {
  for (const { word, isFloat, scalar } of patches) {
    if (isFloat) {
      float[0] = scalar.value;
      words[word] = floatBits[0] as number;
    } else {
      words[word] = scalar.value >>> 0;
    }
  }
}

const float = new Float32Array(1);
const floatBits = new Uint32Array(float.buffer);

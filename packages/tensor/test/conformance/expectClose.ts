import type { Tolerance } from './conformanceCase.ts';

const worst = new Map<string, number>();

/**
 * Throws unless |got − wanted| ≤ absolute + relative · |wanted| everywhere; NaN and the infinities must
 * be the same. `what` names the numbers in the message and in the report.
 */
export function expectClose(
  what: string,
  got: ArrayLike<number>,
  wanted: ArrayLike<number>,
  tolerance: Tolerance,
): void {
  if (got.length !== wanted.length) {
    throw new Error(`${what}: expected ${wanted.length} elements but received ${got.length}`);
  }
  const { absolute, relative } =
    typeof tolerance === 'number' ? { absolute: tolerance, relative: tolerance } : tolerance;
  let highest = 0;
  let at = -1;
  for (let i = 0; i < wanted.length; i++) {
    const [g, w] = [got[i] ?? NaN, wanted[i] ?? NaN];
    // Beyond the range of f32 the right answer is infinity.
    const same = Object.is(g, w) || g === w || g === Math.fround(w);
    const share = same ? 0 : Math.abs(g - w) / (absolute + relative * Math.abs(w));
    if (share > highest || Number.isNaN(share)) {
      highest = Number.isNaN(share) ? Infinity : share;
      at = i;
      if (highest === Infinity) break;
    }
  }
  worst.set(what, Math.max(worst.get(what) ?? 0, highest));
  if (highest > 1) {
    throw new Error(
      `${what}: element ${at}: expected ${wanted[at]} but received ${got[at]}` +
        ` (${highest.toPrecision(3)} times the tolerance of ${absolute} + ${relative}·|expected|)`,
    );
  }
}

/** Errors seen so far as shares of the tolerance, worst first. Printed where CRAFT_CONFORMANCE_REPORT is set. */
export function worstErrors(): [string, number][] {
  return [...worst].sort((a, b) => b[1] - a[1]);
}

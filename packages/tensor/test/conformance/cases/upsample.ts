import { upsampleBilinear, upsampleNearest, type Shape, type UpsampleSize } from '../../../src/index.ts';
import type { ConformanceCase } from '../conformanceCase.ts';
import { build, ravel } from '../references.ts';

type Size = readonly [number, number];

function nearestCase(
  x: Shape,
  [high, wide]: Size,
  wanted: UpsampleSize = { size: [high, wide] },
): ConformanceCase {
  const [batch = 0, channels = 0, height = 0, width = 0] = x;
  const shape = [batch, channels, high, wide];
  return {
    op: 'upsample',
    name: `nearest [${x.join(', ')}] to ${JSON.stringify([high, wide])}`,
    inputs: [{ shape: x }],
    run: ([a]) => upsampleNearest(a, wanted),
    reference: ([a]) =>
      build(shape, ([b = 0, c = 0, i = 0, j = 0]) => {
        const at = [b, c, Math.floor((i * height) / high), Math.floor((j * width) / wide)];
        return a[ravel(at, x)] ?? NaN;
      }),
    shape,
  };
}

/** The two neighbours of position i and the share of the second. */
function neighbours(length: number, out: number, i: number, alignCorners: boolean): [number, number, number] {
  const corner = out === 1 ? 0 : (i * (length - 1)) / (out - 1);
  const at = alignCorners ? corner : Math.max(0, ((i + 0.5) * length) / out - 0.5);
  const before = Math.min(length - 1, Math.floor(at));
  return [before, Math.min(before + 1, length - 1), at - before];
}

function bilinearCase(x: Shape, [high, wide]: Size, alignCorners: boolean): ConformanceCase {
  const [batch = 0, channels = 0, height = 0, width = 0] = x;
  const shape = [batch, channels, high, wide];
  return {
    op: 'upsample',
    name: `bilinear [${x.join(', ')}] to ${JSON.stringify([high, wide])}${alignCorners ? ', alignCorners' : ''}`,
    inputs: [{ shape: x }],
    run: ([a]) => upsampleBilinear(a, { size: [high, wide], alignCorners }),
    reference: ([a]) =>
      build(shape, ([b = 0, c = 0, i = 0, j = 0]) => {
        const [top, bottom, down] = neighbours(height, high, i, alignCorners);
        const [left, right, aside] = neighbours(width, wide, j, alignCorners);
        const value = (y: number, column: number) => a[ravel([b, c, y, column], x)] ?? NaN;
        const upper = value(top, left) * (1 - aside) + value(top, right) * aside;
        const lower = value(bottom, left) * (1 - aside) + value(bottom, right) * aside;
        return upper * (1 - down) + lower * down;
      }),
    shape,
  };
}

export const cases: readonly ConformanceCase[] = [
  nearestCase([2, 3, 4, 5], [8, 10], { scaleFactor: 2 }),
  nearestCase([2, 3, 4, 5], [7, 13]),
  nearestCase([1, 2, 7, 9], [3, 4]),
  nearestCase([1, 2, 1, 1], [3, 4]),
  nearestCase([0, 2, 3, 3], [6, 6]),
  ...[false, true].flatMap((alignCorners) => [
    bilinearCase([2, 3, 4, 5], [8, 10], alignCorners),
    bilinearCase([2, 3, 4, 5], [7, 13], alignCorners),
    bilinearCase([1, 2, 7, 9], [3, 4], alignCorners),
    bilinearCase([1, 2, 23, 9], [2, 9], alignCorners),
    bilinearCase([1, 2, 1, 3], [3, 1], alignCorners),
    bilinearCase([3, 5, 9, 11], [21, 17], alignCorners),
  ]),
];

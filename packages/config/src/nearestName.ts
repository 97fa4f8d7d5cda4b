/**
 * Edit distance with swaps of neighbours (optimal string alignment): how many insertions, deletions,
 * substitutions and swaps lead from `a` to `b`.
 */
export function editDistance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const substitution = (last[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      let best = Math.min(substitution, (last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        best = Math.min(best, (beforeLast[j - 2] ?? 0) + 1);
      }
      row.push(best);
    }
    beforeLast = last;
    last = row;
  }
  return last[b.length] ?? 0;
}

/**
 * The name among `candidates` that `name` was probably meant to be, or undefined where none is near.
 *
 * Near means: the same but for case, `_` and `-`; a few letters off; the initials (`lr` for `learningRate`);
 * or a part of exactly one of them (`layers` for `nLayers`).
 */
export function nearestName(name: string, candidates: Iterable<string>): string | undefined {
  const others = [...new Set(candidates)].filter((candidate) => candidate !== name);
  const wanted = normalise(name);
  const same = others.find((candidate) => normalise(candidate) === wanted);
  if (same !== undefined) return same;

  const byDistance = others
    .filter((candidate) => Math.abs(candidate.length - name.length) <= name.length)
    .map((candidate) => ({ candidate, distance: editDistance(wanted, normalise(candidate)) }))
    .filter(
      ({ candidate, distance }) =>
        distance <= Math.max(1, Math.floor(Math.min(name.length, candidate.length) / 3)),
    )
    // A wrong letter in a word of two is another word.
    .filter(({ candidate }) => Math.min(name.length, candidate.length) > 2)
    .sort((a, b) => a.distance - b.distance);
  if (byDistance[0] !== undefined) return byDistance[0].candidate;

  if (wanted.length < 2) return undefined;
  const byInitials = others.filter((candidate) => initials(candidate) === wanted);
  if (byInitials.length === 1) return byInitials[0];
  if (wanted.length < 3) return undefined;
  const byPart = others.filter((candidate) => normalise(candidate).includes(wanted));
  return byPart.length === 1 ? byPart[0] : undefined;
}

function normalise(name: string): string {
  return name.toLowerCase().replace(/[-_\s]/g, '');
}

function initials(name: string): string {
  return (name.match(/(?:^|[-_.])[a-zA-Z]|[A-Z]/g) ?? [])
    .map((part) => part.slice(-1).toLowerCase())
    .join('');
}

/** `; did you mean "learningRate"?` for the end of a message, or nothing where no name is near. */
export function didYouMean(suggestion: string | undefined): string {
  return suggestion === undefined ? '' : `; did you mean ${JSON.stringify(suggestion)}?`;
}

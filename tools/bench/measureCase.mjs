/** One case: first whether all engines compute the same, then samples of each in turn. */
import { difference } from './peers/values.mjs';
import { compare } from './statistics.mjs';

/**
 * Gives a result for each peer. One that has not the operation, fails, or computes something else has `peer: null`
 * and a `note` that says so; so has every peer, and `ours: null`, where Craft itself fails.
 */
export async function measureCase(one, { ours, peers, repeats, seconds, tiny }) {
  const { name, op, unit, work, runs = 1 } = one;
  const sizes = tiny ? one.tiny : one.sizes;
  const sides = [{ name: 'Craft', ask: ours }, ...peers];
  const samples = sides.map(() => []);
  const notes = sides.map(({ error }) => (error === undefined ? null : error));
  const ask = async (at, request) => {
    const answer = await sides[at].ask({ op, sizes, ...request });
    if (answer.missing) notes[at] = 'has no such operation';
    if (answer.error !== undefined) notes[at] = answer.error;
    return answer;
  };
  let expected;
  for (const at of sides.keys()) {
    if (notes[at] !== null) continue;
    const { digests } = await ask(at, { do: 'check', runs });
    if (!digests) continue;
    const differs = expected && difference(expected, digests);
    expected ??= digests;
    if (differs) notes[at] = `computes something else: ${differs}`;
  }
  // The first round warms up.
  for (let i = -1; i < repeats; i++) {
    for (const at of sides.keys()) {
      if (notes[at] !== null || notes[0] !== null) continue;
      const { perSecond } = await ask(at, { do: 'measure', seconds });
      if (perSecond !== undefined && i >= 0) samples[at].push(perSecond * work(sizes));
    }
  }
  if (notes[0] !== null) {
    const note = `Craft: ${notes[0]}`;
    return [{ case: name, ours: null, peer: null, peerName: null, unit, ratio: null, note }];
  }
  if (peers.length === 0) return [compare(name, unit, samples[0], [], null)];
  return peers.map(({ name: peerName }, i) => {
    const note = notes[i + 1];
    const result = compare(name, unit, samples[0], note === null ? samples[i + 1] : [], peerName);
    return note === null ? result : { ...result, note };
  });
}

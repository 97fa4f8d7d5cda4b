export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** Half the distance between the quartiles, as a share of the median. */
export function spread(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share) => sorted[Math.round(share * (sorted.length - 1))];
  return (at(0.75) - at(0.25)) / 2 / median(values);
}

/** One result from samples of a rate (higher is better) of ours and of one peer, which may have none. */
export function compare(name, unit, ours, peer, peerName) {
  const result = { case: name, ours: median(ours), peer: null, peerName, unit, ratio: null };
  if (peer.length === 0) return { ...result, spread: spread(ours), peerSpread: null };
  const ratio = median(ours) / median(peer);
  return { ...result, peer: median(peer), ratio, spread: spread(ours), peerSpread: spread(peer) };
}

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

/** One result line from samples of a rate (higher is better) of ours and of the peer. */
export function compare(name, unit, ours, peer, peerName) {
  const result = {
    case: name,
    unit,
    ours: median(ours),
    spread: spread(ours),
    peer: null,
    peerName: null,
    ratio: null,
  };
  if (peer.length === 0) return result;
  return { ...result, peer: median(peer), peerName, ratio: median(ours) / median(peer) };
}

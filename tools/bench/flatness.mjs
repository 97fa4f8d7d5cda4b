/** Whether a figure that was sampled through a run grew. */

/**
 * The least of the second fifth of the samples (the first warms up) and of the last, and the difference as a share
 * of the former. The least, because a process's memory swings upwards between collections, and a leak lifts that too.
 */
export function growth(samples) {
  const fifth = Math.max(1, Math.floor(samples.length / 5));
  const early = Math.min(...samples.slice(fifth, 2 * fifth));
  const late = Math.min(...samples.slice(-fifth));
  return { early, late, share: early === 0 ? Number(late > 0) : late / early - 1 };
}

/** The samples as a line of bars, from nothing to the most. */
export function sparkline(samples) {
  const bars = '▁▂▃▄▅▆▇█';
  const most = Math.max(...samples, 1);
  return samples.map((value) => bars[Math.round((value / most) * (bars.length - 1))]).join('');
}

/** `1,115,394`. */
export function formatCount(value: number): string {
  return Math.round(value).toLocaleString('en-US');
}

/** `1 file`, `1,200 files`. */
export function formatFiles(count: number): string {
  return `${formatCount(count)} ${count === 1 ? 'file' : 'files'}`;
}

const prefixes = ['', 'k', 'M', 'G', 'T', 'P'];

/** A number in three figures: `804 k`, `1.12 M`, `37`. */
export function formatRounded(value: number): string {
  let left = value;
  let index = 0;
  // 999.5 would be written as 1000.
  while (Math.abs(left) >= 999.5 && index < prefixes.length - 1) {
    left /= 1000;
    index++;
  }
  if (index === 0) return String(Math.round(left));
  const digits = Math.abs(left) >= 99.95 ? 0 : Math.abs(left) >= 9.995 ? 1 : 2;
  return `${left.toFixed(digits)} ${prefixes[index] ?? ''}`;
}

/** Bytes in three figures: `1.12 MB`. */
export function formatBytes(bytes: number): string {
  const text = formatRounded(bytes);
  return /\d$/.test(text) ? `${text} B` : `${text}B`;
}

/** A time span: `8 s`, `1 min 05 s`, `2 h 03 min`. */
export function formatSeconds(seconds: number): string {
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return `${minutes} min ${pad(whole % 60)} s`;
  return `${Math.floor(minutes / 60)} h ${pad(minutes % 60)} min`;
}

function pad(value: number): string {
  return String(value).padStart(2, '0');
}

/** A loss in nats: four decimals. */
export function formatLoss(loss: number): string {
  return loss.toFixed(4);
}

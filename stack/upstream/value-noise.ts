/** FNV-1a over a text, 32 bits: a seed for everything that belongs to that text. */
export function hashText(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  return hash >>> 0;
}

/** A number in [−1, 1) that depends on the seed and the index only (the finaliser of MurmurHash3). */
export function noiseAt(seed: number, index: number): number {
  let bits = Math.imul(seed ^ Math.imul(index | 0, 0x9e3779b1), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return ((bits ^ (bits >>> 16)) >>> 0) / 2 ** 31 - 1;
}

const MINUTE = 60_000;
const PERIODS = [5, 20, 80, 320, 1280, 5120, 20_480, 81_920].map((minutes) => minutes * MINUTE);
const QUARTER_HOUR = 15 * MINUTE;

/**
 * A wandering number that can be asked for any time without keeping state: noise of ever longer periods, each as
 * high as a random walk gets in that time. `ms` is epoch milliseconds; the result is of the order of 1 for a
 * quarter of an hour and grows with the square root of time.
 */
export function wander(seed: number, ms: number): number {
  let sum = 0;
  for (const [octave, period] of PERIODS.entries()) {
    const index = Math.floor(ms / period);
    const along = ms / period - index;
    const eased = along * along * (3 - 2 * along);
    const from = noiseAt(seed + octave * 7919, index);
    const to = noiseAt(seed + octave * 7919, index + 1);
    sum += (from + (to - from) * eased) * Math.sqrt(period / QUARTER_HOUR);
  }
  return sum;
}

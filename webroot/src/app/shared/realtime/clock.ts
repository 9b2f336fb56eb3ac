/** Time and chance, handed in so that tests decide both. */
export interface Clock {
  /** Unix milliseconds. */
  now(): number;
  /** Runs once after `ms`; the answer cancels it. */
  after(ms: number, run: () => void): Cancel;
  /** In [0, 1). */
  random(): number;
}

export type Cancel = () => void;

/** A browser takes a longer time for none at all. */
const LONGEST_MS = 2 ** 31 - 1;

export const systemClock: Clock = {
  now: () => Date.now(),
  after: (ms, run) => {
    const timer = setTimeout(run, Math.min(ms, LONGEST_MS));
    return () => clearTimeout(timer);
  },
  random: () => Math.random(),
};

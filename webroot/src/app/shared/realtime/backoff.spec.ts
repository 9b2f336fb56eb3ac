import { Backoff } from './backoff';

describe('Backoff', () => {
  it('doubles its ceiling from 500 ms up to 30 s', () => {
    const backoff = new Backoff(() => 0.999999);
    const delays = Array.from({ length: 9 }, () => backoff.next());
    expect(delays).toEqual([499, 999, 1999, 3999, 7999, 15999, 29999, 29999, 29999]);
  });

  it('spreads the delay over the whole range, down to nothing', () => {
    const chances = [0, 0.5];
    const backoff = new Backoff(() => chances.shift() ?? 0);
    expect([backoff.next(), backoff.next()]).toEqual([0, 500]);
  });

  it('starts anew after a reset', () => {
    const backoff = new Backoff(() => 0.5);
    backoff.next();
    backoff.next();
    backoff.reset();
    expect(backoff.attempt).toBe(0);
    expect(backoff.next()).toBe(250);
  });
});

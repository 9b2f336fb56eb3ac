import { advisedMs, retryAfterMs } from './retry-after';

describe('retryAfterMs', () => {
  it('is the time that the server gave to this client', () => {
    expect(retryAfterMs({ code: 'unavailable', retry_after_ms: 2417 }, '3')).toBe(2417);
  });

  it('spreads the whole seconds of the header over one more', () => {
    const waits = Array.from({ length: 200 }, () => retryAfterMs(null, '3') ?? 0);
    expect(waits.every((ms) => ms >= 3000 && ms < 4000)).toBe(true);
    expect(new Set(waits).size).toBeGreaterThan(50);
  });

  it.each([[undefined], ['text'], [{ retry_after_ms: 'soon' }], [{ retry_after_ms: -1 }]])(
    'is unknown without either: %o',
    (answer) => {
      expect(retryAfterMs(answer, null)).toBeUndefined();
    },
  );
});

describe('advisedMs', () => {
  it.each([
    [0, 0],
    [800, 800],
    [90_000, 30_000],
    [Infinity, 30_000],
    [-1, undefined],
    [NaN, undefined],
    ['800', undefined],
    [null, undefined],
  ])('of %o is %o', (said, wait) => {
    expect(advisedMs(said, 30_000)).toBe(wait);
  });
});

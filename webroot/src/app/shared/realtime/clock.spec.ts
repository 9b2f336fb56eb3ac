import { vi } from 'vitest';
import { systemClock } from './clock';

describe('systemClock', () => {
  afterEach(() => vi.useRealTimers());

  it('waits long where it is told to wait very long', () => {
    vi.useFakeTimers();
    const run = vi.fn();
    systemClock.after(1e12, run);
    vi.advanceTimersByTime(86_400_000);
    expect(run).not.toHaveBeenCalled();
  });
});

import { TestBed } from '@angular/core/testing';
import { vi } from 'vitest';
import { AHEAD, NOW } from './now';

describe('The time for relative labels', () => {
  beforeEach(() => vi.useFakeTimers());
  afterEach(() => vi.useRealTimers());

  it('goes on, by the clock of the server', () => {
    const now = TestBed.inject(NOW);
    const began = Date.now();
    expect(now()).toBe(began);
    TestBed.inject(AHEAD).set(-600_000);
    expect(now()).toBe(began - 600_000);
    vi.advanceTimersByTime(20_000);
    expect(now()).toBe(began - 580_000);
  });
});

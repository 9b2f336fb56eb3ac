import { TestBed } from '@angular/core/testing';
import { of, throwError } from 'rxjs';
import { vi } from 'vitest';
import { PreloadLater } from './preload-later';

describe('The code of a page that is not open', () => {
  const load = vi.fn(() => of('code'));

  beforeEach(() => {
    vi.useFakeTimers();
    load.mockClear();
  });

  afterEach(() => {
    vi.useRealTimers();
    Reflect.deleteProperty(navigator, 'connection');
  });

  function preload(data?: { preload: boolean }): void {
    TestBed.inject(PreloadLater)
      .preload(data ? { data } : {}, load)
      .subscribe();
    vi.advanceTimersByTime(5000);
  }

  it('is read a while after the first one', () => {
    TestBed.inject(PreloadLater).preload({}, load).subscribe();
    vi.advanceTimersByTime(4999);
    expect(load).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);
    expect(load).toHaveBeenCalledTimes(1);
  });

  it('is left for later where it cannot be had', () => {
    load.mockReturnValueOnce(throwError(() => new Error('no network')));
    expect(() => preload()).not.toThrow();
  });

  it('is not read of what few will ever open, nor for who saves data', () => {
    preload({ preload: false });
    Object.defineProperty(navigator, 'connection', { value: { saveData: true }, configurable: true });
    preload();
    expect(load).not.toHaveBeenCalled();
  });
});

import { TestBed } from '@angular/core/testing';
import { vi } from 'vitest';
import { ThemeStore } from './theme.store';

describe('ThemeStore', () => {
  const scheme = () => document.documentElement.style.colorScheme;

  beforeEach(() => localStorage.removeItem('devthread.theme'));

  it('follows the device until told otherwise', () => {
    const store = TestBed.inject(ThemeStore);
    store.apply();
    expect([store.theme(), scheme()]).toEqual(['system', 'light dark']);
  });

  it('remembers a choice', () => {
    TestBed.inject(ThemeStore).choose('dark');
    expect(scheme()).toBe('dark');
    TestBed.resetTestingModule();
    expect(TestBed.inject(ThemeStore).theme()).toBe('dark');
    TestBed.inject(ThemeStore).choose('system');
    expect(scheme()).toBe('light dark');
  });

  it('holds for this page where the storage takes nothing', () => {
    const full = vi.spyOn(Storage.prototype, 'setItem').mockImplementation(() => {
      throw new DOMException('full', 'QuotaExceededError');
    });
    TestBed.inject(ThemeStore).choose('dark');
    expect(scheme()).toBe('dark');
    full.mockRestore();
  });
});

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

  it('is what another tab has chosen', () => {
    const store = TestBed.inject(ThemeStore);
    localStorage.setItem('devthread.theme', 'dark');
    dispatchEvent(new StorageEvent('storage', { key: 'devthread.theme', newValue: 'dark' }));
    expect([store.theme(), scheme()]).toEqual(['dark', 'dark']);
    dispatchEvent(new StorageEvent('storage', { key: 'something else', newValue: 'light' }));
    expect(store.theme()).toBe('dark');
  });

  it('colours the bar of the browser on a phone too', () => {
    const metas = ['light', 'dark'].map((theme) => {
      const meta = document.head.appendChild(document.createElement('meta'));
      Object.assign(meta, { name: 'theme-color' }).dataset['theme'] = theme;
      return meta;
    });
    const media = (theme: 'system' | 'dark') => {
      TestBed.inject(ThemeStore).choose(theme);
      return metas.map((meta) => meta.media);
    };
    expect(media('dark')).toEqual(['not all', 'all']);
    expect(media('system')).toEqual(['(prefers-color-scheme: light)', '(prefers-color-scheme: dark)']);
    metas.forEach((meta) => meta.remove());
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

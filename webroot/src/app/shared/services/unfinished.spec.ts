import { createEnvironmentInjector, EnvironmentInjector, runInInjectionContext, signal } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { settled } from '../../../testing/fake-clock';
import { FakeBrowser } from '../../../testing/fake-tabs';
import { alice } from '../../../testing/people';
import { MemoryStorage } from '../../../testing/session';
import { AuthStore } from '../auth/auth.store';
import { personalKey } from '../auth/personal-storage';
import { SESSION_STORAGE } from '../auth/session';
import { TabWorld, UserRef } from '../realtime';
import { TABS } from './browser';
import { Unfinished } from './unfinished';

describe('Unfinished', () => {
  const user = signal<UserRef | undefined>(alice);
  let storage: MemoryStorage;
  let browser: FakeBrowser;

  beforeEach(() => {
    user.set(alice);
    storage = new MemoryStorage();
    browser = new FakeBrowser();
    TestBed.configureTestingModule({});
  });

  /** A page of that tab; what it takes over goes into the list. */
  function pageOf(tabs: TabWorld | undefined) {
    const providers = [
      { provide: AuthStore, useValue: { user } },
      { provide: SESSION_STORAGE, useValue: storage },
      { provide: TABS, useValue: tabs },
    ];
    const injector = createEnvironmentInjector(providers, TestBed.inject(EnvironmentInjector));
    const unfinished = runInInjectionContext(injector, () => new Unfinished<string>('work'));
    const taken: string[] = [];
    unfinished.takeOver((items) => taken.push(...items));
    return { unfinished, taken, ends: () => injector.destroy() };
  }

  /** What a browser tells the other tabs. */
  function noticed(id: string): void {
    const key = personalKey(alice.id, `work.${id}`);
    dispatchEvent(new StorageEvent('storage', { key, newValue: storage.getItem(key) }));
  }

  it('goes to the next page when the one that saw to it has crashed', async () => {
    pageOf(browser.tab('first')).unfinished.keep('1', 'begun');
    await settled();
    const next = pageOf(browser.tab('next'));
    await settled();
    expect(next.taken).toEqual([]);
    browser.crash('first');
    await settled();
    expect(next.taken).toEqual(['begun']);
  });

  it('goes to a page that is there already, and to one only', async () => {
    const first = pageOf(browser.tab('first'));
    const others = [pageOf(browser.tab('second')), pageOf(browser.tab('third'))];
    await settled();
    first.unfinished.keep('1', 'done');
    first.unfinished.keep('2', 'begun');
    ['1', '2'].forEach(noticed);
    first.unfinished.drop('1');
    await settled();
    expect(others.flatMap(({ taken }) => taken)).toEqual([]);
    first.ends();
    await settled();
    expect(others.flatMap(({ taken }) => taken)).toEqual(['begun']);
  });

  it('goes on from heir to heir', async () => {
    pageOf(browser.tab('first')).unfinished.keep('1', 'begun');
    await settled();
    browser.crash('first');
    pageOf(browser.tab('second'));
    await settled();
    browser.crash('second');
    const third = pageOf(browser.tab('third'));
    await settled();
    expect(third.taken).toEqual(['begun']);
  });

  it('goes to the next page at once where a browser has no locks', async () => {
    pageOf(undefined).unfinished.keep('1', 'begun');
    const next = pageOf(undefined);
    await settled();
    expect(next.taken).toEqual(['begun']);
  });

  it('is not of who has signed out, and not of somebody else', async () => {
    const page = pageOf(undefined);
    user.set(undefined);
    page.unfinished.keep('1', 'refused, as the connection is gone');
    expect(storage.length).toBe(0);
    user.set(alice);
    page.unfinished.keep('1', 'of alice');
    user.set({ id: 'somebody else', username: 'eve' });
    const other = pageOf(undefined);
    await settled();
    expect(other.taken).toEqual([]);
  });

  it('passes over what it has not written', async () => {
    storage.setItem(personalKey(alice.id, 'work.1'), '{');
    storage.setItem(personalKey(alice.id, 'work.2'), '7');
    const page = pageOf(undefined);
    await settled();
    expect(page.taken).toEqual([]);
  });
});

import { signal } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { alice, bob } from '../../../testing/people';
import { MemoryStorage } from '../../../testing/session';
import { AuthStore } from '../auth/auth.store';
import { personalKey } from '../auth/personal-storage';
import { SESSION_STORAGE } from '../auth/session';
import { UserRef } from '../realtime';
import { Drafts } from './drafts';

describe('Drafts', () => {
  const user = signal<UserRef | undefined>(alice);
  let storage: MemoryStorage;

  beforeEach(() => {
    user.set(alice);
    storage = new MemoryStorage();
    begin();
  });

  function begin(): void {
    TestBed.resetTestingModule();
    TestBed.configureTestingModule({
      providers: [
        { provide: AuthStore, useValue: { user } },
        { provide: SESSION_STORAGE, useValue: storage },
      ],
    });
  }

  const drafts = () => TestBed.inject(Drafts);

  it('keeps one for each place, for the next time', () => {
    drafts().keep('with-bob', 'hel');
    drafts().keep('with-carol', 'hi');
    drafts().keep('with-carol', '');
    begin();
    expect([drafts().of('with-bob'), drafts().of('with-carol')]).toEqual(['hel', '']);
  });

  it('keeps what it can where the browser forbids to keep anything', () => {
    const forbid = () => {
      throw new DOMException('no', 'SecurityError');
    };
    Object.assign(storage, { setItem: forbid, removeItem: forbid });
    drafts().keep('with-bob', 'hel');
    expect(drafts().of('with-bob')).toBe('hel');
    drafts().keep('with-bob', '');
    expect(drafts().of('with-bob')).toBe('');
  });

  it('is the same in all tabs', () => {
    const key = personalKey(alice.id, 'draft.with-bob');
    drafts();
    dispatchEvent(new StorageEvent('storage', { key, newValue: 'written in another tab' }));
    expect(drafts().of('with-bob')).toBe('written in another tab');
    dispatchEvent(new StorageEvent('storage', { key, newValue: null }));
    expect(drafts().of('with-bob')).toBe('');
  });

  it('shows mine to nobody who signs in after me', () => {
    drafts().keep('post', 'my secret');
    user.set(bob);
    TestBed.tick();
    expect(drafts().of('post')).toBe('');
    drafts().keep('post', 'what bob writes');
    user.set(alice);
    TestBed.tick();
    expect(drafts().of('post')).toBe('my secret');
  });

  it('goes on without room to keep it', () => {
    storage.setItem = () => {
      throw new DOMException('full', 'QuotaExceededError');
    };
    drafts().keep('post', 'a long one');
    expect(drafts().of('post')).toBe('a long one');
  });
});

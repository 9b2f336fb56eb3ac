import { signal } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { alice, bob } from '../../../testing/people';
import { AuthStore } from '../auth/auth.store';
import { UserRef } from '../realtime';
import { DRAFT_STORAGE, Drafts } from './drafts';

describe('Drafts', () => {
  const user = signal<UserRef | undefined>(alice);
  let stored: Record<string, Record<string, string>>;

  beforeEach(() => {
    user.set(alice);
    stored = {};
    begin();
  });

  function begin(): void {
    TestBed.resetTestingModule();
    TestBed.configureTestingModule({
      providers: [
        { provide: AuthStore, useValue: { user } },
        {
          provide: DRAFT_STORAGE,
          useValue: {
            load: (id: string) => stored[id] ?? {},
            save: (id: string, drafts: Record<string, string>) => (stored[id] = drafts),
          },
        },
      ],
    });
  }

  const drafts = () => TestBed.inject(Drafts);

  it('keeps one for each place, over a reload', () => {
    drafts().keep('with-bob', 'hel');
    drafts().keep('with-carol', 'hi');
    drafts().keep('with-carol', '');
    begin();
    expect([drafts().of('with-bob'), drafts().of('with-carol')]).toEqual(['hel', '']);
  });

  it('shows mine to nobody who signs in after me', () => {
    drafts().keep('post', 'my secret');
    user.set(bob);
    TestBed.tick();
    expect(drafts().of('post')).toBe('');
    user.set(alice);
    TestBed.tick();
    expect([drafts().of('post'), stored[alice.id]]).toEqual(['', {}]);
  });
});

import { inject, Injectable, signal } from '@angular/core';
import { takeUntilDestroyed, toObservable } from '@angular/core/rxjs-interop';
import { catchError, debounce, from, map, Observable, of, startWith, switchMap, timer } from 'rxjs';
import { AuthStore } from '../auth/auth.store';
import { Problem, problemOf } from '../errors/api-error';
import { UserRef } from '../realtime';
import { PeopleApi } from './people.api';

export type PeopleFound =
  | { state: 'idle' }
  | { state: 'loading' }
  | { state: 'found'; people: UserRef[] }
  | { state: 'failed'; problem: Problem };

const PAUSE_MS = 200;

/** Finds anybody, while the name is being typed. */
@Injectable()
export class PeopleSearch {
  readonly #api = inject(PeopleApi);
  readonly #me = inject(AuthStore).user;
  readonly #found = signal<PeopleFound>({ state: 'idle' });

  readonly query = signal('');
  readonly found = this.#found.asReadonly();

  constructor() {
    toObservable(this.query)
      .pipe(
        map((query) => query.trim()),
        debounce((query) => timer(query === '' ? 0 : PAUSE_MS)),
        switchMap((query) => (query === '' ? of<PeopleFound>({ state: 'idle' }) : this.#search(query))),
        takeUntilDestroyed(),
      )
      .subscribe((found) => this.#found.set(found));
  }

  #search(query: string): Observable<PeopleFound> {
    return from(this.#api.search(query)).pipe(
      map(({ items }): PeopleFound => ({ state: 'found', people: items.filter(({ id }) => id !== this.#me()?.id) })),
      startWith<PeopleFound>({ state: 'loading' }),
      catchError((error: unknown) => of<PeopleFound>({ state: 'failed', problem: problemOf(error) })),
    );
  }
}

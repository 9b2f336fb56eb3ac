import { HttpClient, HttpErrorResponse } from '@angular/common/http';
import { computed, DestroyRef, inject, Injectable, signal } from '@angular/core';
import { firstValueFrom, timeout } from 'rxjs';
import { TokenSource, UserRef } from '../realtime';
import { ANSWER_MS } from '../http/answer-time';
import { put } from '../storage';
import { forgetAllOf } from './personal-storage';
import { parseSession, Session, SESSION_KEY, SESSION_STORAGE } from './session';
import { claimsOf } from './token-claims';

export interface Credentials {
  username: string;
  password: string;
}

const OPERATOR = 'admin';

/** A token that lasts longer than this needs no refresh: another tab has just fetched it. */
const FRESH_MS = 90_000;

/** Who signs out wants to be gone, whether the server answers or not. */
const PATIENCE_MS = 3_000;

/** Who is signed in. The only place that holds the token. */
@Injectable({ providedIn: 'root' })
export class AuthStore implements TokenSource {
  readonly #http = inject(HttpClient);
  readonly #storage = inject(SESSION_STORAGE);
  readonly #session = signal(parseSession(this.#storage.getItem(SESSION_KEY)));
  /** Whose session ran out. */
  readonly #ended = signal<UserRef | undefined>(undefined);
  #refreshing: Promise<'renewed' | 'rejected'> | undefined;

  readonly user = computed(() => this.#session()?.user, { equal: (a, b) => a?.id === b?.id });
  readonly signedIn = computed(() => this.user() !== undefined);
  /** Whose session was the last and ran out, as it does overnight; nobody signed out. They will want to go on. */
  readonly ended = this.#ended.asReadonly();
  /** Whether to show what only operators may ask; the server decides. */
  readonly operator = computed(() => claimsOf(this.#session()?.token ?? '')?.scopes.includes(OPERATOR) ?? false);

  constructor() {
    const followOtherTabs = (event: StorageEvent) => {
      if (event.key === SESSION_KEY || event.key === null) this.#become(parseSession(event.newValue));
    };
    addEventListener('storage', followOtherTabs);
    inject(DestroyRef).onDestroy(() => removeEventListener('storage', followOtherTabs));
  }

  async signIn(credentials: Credentials): Promise<void> {
    this.#keep(await firstValueFrom(this.#http.post<Session>('/api/v1/auth/login', credentials)));
  }

  async register(credentials: Credentials): Promise<void> {
    this.#keep(await firstValueFrom(this.#http.post<Session>('/api/v1/auth/register', credentials)));
  }

  /** With a token made elsewhere, as `scripts/token` prints it; false when that is none, or has expired. */
  signInWith(token: string): boolean {
    const claims = claimsOf(token);
    if (claims === undefined || claims.expiresAt <= Date.now()) return false;
    const { userId, username = 'operator', expiresAt } = claims;
    const expires_at = new Date(expiresAt).toISOString();
    this.#keep({ token: token.trim(), expires_at, user: { id: userId, username }, foreign: true });
    return true;
  }

  /**
   * Revokes the session on the server, where that answers soon, and forgets it here in any case, with all that is kept
   * for this person. A token that was made elsewhere is only forgotten: revoking it would sign its user out everywhere.
   */
  async signOut(): Promise<void> {
    const foreign = this.#session()?.foreign ?? false;
    const me = this.user()?.id;
    if (!foreign) await Promise.race([this.#revoke(), passed(PATIENCE_MS)]);
    if (this.user()?.id === me) this.forget();
    this.#ended.set(undefined);
    if (me !== undefined) forgetAllOf(this.#storage, me);
  }

  async #revoke(): Promise<void> {
    await firstValueFrom(this.#http.post('/api/v1/auth/logout', null)).catch(() => undefined);
  }

  /** The session is worth nothing any more; what is not sent yet waits until the same person signs in again. */
  forget(): void {
    this.#storage.removeItem(SESSION_KEY);
    this.#become(undefined);
  }

  token(): string | undefined {
    return this.#session()?.token;
  }

  expired(): boolean {
    return this.#remainingMs() <= 0;
  }

  refresh(): Promise<'renewed' | 'rejected'> {
    this.#refreshing ??= this.#refresh().finally(() => (this.#refreshing = undefined));
    return this.#refreshing;
  }

  async #refresh(): Promise<'renewed' | 'rejected'> {
    const before = this.token();
    if (before === undefined) return 'rejected';
    // A fresh one would be one of the community, without the scopes of this one.
    if (this.#session()?.foreign) return 'rejected';
    const stored = parseSession(this.#storage.getItem(SESSION_KEY));
    if (stored && stored.token !== before && Date.parse(stored.expires_at) - Date.now() > FRESH_MS) {
      this.#session.set(stored);
      return 'renewed';
    }
    try {
      const session = await firstValueFrom(
        this.#http.post<Session>('/api/v1/auth/refresh', null).pipe(timeout(ANSWER_MS)),
      );
      if (this.token() !== before) return this.signedIn() ? 'renewed' : 'rejected';
      this.#keep(session);
      return 'renewed';
    } catch (error) {
      // What the server has against the token of before says nothing of the one that has come meanwhile.
      if (this.token() !== before) return this.signedIn() ? 'renewed' : 'rejected';
      if (error instanceof HttpErrorResponse && (error.status === 401 || error.status === 403)) return 'rejected';
      throw error;
    }
  }

  #remainingMs(): number {
    const session = this.#session();
    return session ? Date.parse(session.expires_at) - Date.now() : 0;
  }

  #keep(session: Session): void {
    // What a full storage holds stays: taken out, it would sign out the other tabs.
    put(this.#storage, SESSION_KEY, JSON.stringify(session));
    this.#become(session);
  }

  /** Here or in another tab: a session that has run out ends in all of them at once, and each leads back. */
  #become(session: Session | undefined): void {
    if (session) this.#ended.set(undefined);
    else if (this.signedIn()) this.#ended.set(this.expired() ? this.user() : undefined);
    this.#session.set(session);
  }
}

function passed(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

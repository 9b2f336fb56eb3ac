import { InjectionToken } from '@angular/core';
import { UserRef } from '../realtime';
import { browserStorage } from '../storage';

/** What signing in, registering and refreshing all answer. */
export interface Session {
  token: string;
  expires_at: string;
  user: UserRef;
  /** Made elsewhere: it ends with its token. */
  foreign?: boolean;
}

export const SESSION_KEY = 'devthread.session';

/**
 * Where the session is kept. Local, not session, storage: a new tab and the next morning are signed in, and signing
 * out in one tab signs out all of them. The strict content security policy is what keeps foreign scripts away from it.
 */
export const SESSION_STORAGE = new InjectionToken<Storage>('session storage', {
  providedIn: 'root',
  factory: () => browserStorage('local'),
});

export function parseSession(text: string | null): Session | undefined {
  if (text === null) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return isSession(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isSession(value: unknown): value is Session {
  if (typeof value !== 'object' || value === null) return false;
  const { token, expires_at, user } = value as Partial<Session>;
  return (
    typeof token === 'string' &&
    typeof expires_at === 'string' &&
    typeof user?.id === 'string' &&
    typeof user.username === 'string'
  );
}

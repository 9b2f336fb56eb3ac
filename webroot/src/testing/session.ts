import { Session } from '../app/shared/auth/session';
import { alice } from './people';

export { MemoryStorage } from '../app/shared/storage';

export function session(changes: Partial<Session> = {}): Session {
  const expires_at = new Date(Date.now() + 3_600_000).toISOString();
  return { token: 'token-1', expires_at, user: alice, ...changes };
}

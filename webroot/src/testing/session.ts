import { Session } from '../app/shared/auth/session';
import { alice } from './people';

export function session(changes: Partial<Session> = {}): Session {
  const expires_at = new Date(Date.now() + 3_600_000).toISOString();
  return { token: 'token-1', expires_at, user: alice, ...changes };
}

/** A storage of its own for each test. */
export class MemoryStorage implements Storage {
  readonly #items = new Map<string, string>();

  get length(): number {
    return this.#items.size;
  }

  clear(): void {
    this.#items.clear();
  }

  getItem(key: string): string | null {
    return this.#items.get(key) ?? null;
  }

  key(index: number): string | null {
    return [...this.#items.keys()][index] ?? null;
  }

  removeItem(key: string): void {
    this.#items.delete(key);
  }

  setItem(key: string, value: string): void {
    this.#items.set(key, value);
  }
}

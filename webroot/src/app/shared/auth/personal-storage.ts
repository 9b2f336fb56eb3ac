import { put } from '../storage';

/**
 * What a browser keeps for one person stands under one prefix, so that nobody who signs in after them sees any of it,
 * and signing out takes all of it away.
 */
export function personalKey(userId: string, what: string): string {
  return `devthread.of.${userId}.${what}`;
}

/** What stands under this prefix, by the rest of its key. */
export function keptUnder(storage: Storage, prefix: string): Map<string, string> {
  const keys = Array.from({ length: storage.length }, (_, index) => storage.key(index) ?? '');
  const own = keys.filter((key) => key.startsWith(prefix));
  return new Map(own.map((key) => [key.slice(prefix.length), storage.getItem(key) ?? '']));
}

/** Where a full storage does not take it, nothing stays that says otherwise: it is kept for as long as this tab is open. */
export function keepIn(storage: Storage, key: string, text: string): void {
  if (!put(storage, key, text)) dropFrom(storage, key);
}

/** A forbidden storage has nothing to drop. */
export function dropFrom(storage: Storage, key: string): void {
  try {
    storage.removeItem(key);
  } catch {
    // Nothing is kept there.
  }
}

export function forgetAllOf(storage: Storage, userId: string): void {
  const prefix = personalKey(userId, '');
  for (const rest of keptUnder(storage, prefix).keys()) storage.removeItem(prefix + rest);
}

/** Keeps for as long as the page is open what its browser keeps for nobody. */
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

const MEMORY = { local: new MemoryStorage(), session: new MemoryStorage() };

/** The browser's, or one in memory where it is forbidden (blocked cookies, a page in a sandbox): even to look at it throws. */
export function browserStorage(which: 'local' | 'session'): Storage {
  try {
    const storage = which === 'local' ? localStorage : sessionStorage;
    storage.getItem('');
    return storage;
  } catch {
    return MEMORY[which];
  }
}

/** Answers whether it was taken: a full storage takes nothing, and what stood there stays. */
export function put(storage: Storage, key: string, text: string): boolean {
  try {
    storage.setItem(key, text);
    return true;
  } catch {
    return false;
  }
}

/** Whether a reload of the page finds again what is put there. */
export function isForGood(storage: Storage): boolean {
  return !(storage instanceof MemoryStorage);
}

/** As `put`; false also where a reload of the page forgets it. */
export function putForGood(storage: Storage, key: string, text: string): boolean {
  return put(storage, key, text) && isForGood(storage);
}

import { vi } from 'vitest';
import { browserStorage, MemoryStorage, put, putForGood } from './storage';

describe.each(['local', 'session'] as const)('The %s storage', (which) => {
  const name = `${which}Storage` as const;
  const storage = () => browserStorage(which);

  afterEach(() => {
    vi.restoreAllMocks();
    storage().clear();
  });

  it('is the browser’s', () => {
    expect([storage(), putForGood(storage(), 'key', 'text')]).toEqual([globalThis[name], true]);
    expect(globalThis[name].getItem('key')).toBe('text');
  });

  it('is one as long as the page where even a look at the browser’s is forbidden', () => {
    vi.spyOn(globalThis, name, 'get').mockImplementation(() => {
      throw new DOMException('no', 'SecurityError');
    });
    storage().clear();
    expect([put(storage(), 'key', 'text'), putForGood(storage(), 'key', 'text')]).toEqual([true, false]);
    expect([storage().getItem('key'), storage().length, storage().key(0)]).toEqual(['text', 1, 'key']);
    storage().removeItem('key');
    expect([storage().getItem('key'), storage()]).toEqual([null, expect.any(MemoryStorage)]);
  });

  it('takes nothing when it is full, and keeps what it has', () => {
    put(storage(), 'key', 'old');
    vi.spyOn(Storage.prototype, 'setItem').mockImplementation(() => {
      throw new DOMException('full', 'QuotaExceededError');
    });
    expect([put(storage(), 'key', 'new'), putForGood(storage(), 'key', 'new')]).toEqual([false, false]);
    expect(storage().getItem('key')).toBe('old');
  });
});

import { newId } from '../new-id';
import { Release, TabLocks, TabWorld } from './tab-world';

/** The tabs of this browser; nothing where it cannot tell them apart (no Web Locks, as on a page without HTTPS). */
export function pageTabs(): TabWorld | undefined {
  const isAble = typeof document !== 'undefined' && 'locks' in navigator && canTalk();
  return isAble ? { id: newId(), locks: webLocks, channel, visible, watch } : undefined;
}

/** A browser may have channels and forbid them, as it does storages. */
function canTalk(): boolean {
  try {
    new BroadcastChannel('devthread.trial').close();
    return true;
  } catch {
    return false;
  }
}

const webLocks: TabLocks = {
  ifFree: (name, lost) => request(name, { ifAvailable: true }, lost),
  whenFree: (name, signal, lost) => request(name, { signal }, lost),
  byForce: async (name, lost) => (await request(name, { steal: true }, lost)) ?? (() => undefined),
};

function request(name: string, options: LockOptions, lost: () => void): Promise<Release | undefined> {
  return new Promise((resolve, reject) => {
    let isHeld = false;
    const hold = (lock: Lock | null) => {
      if (!lock) return resolve(undefined);
      isHeld = true;
      return new Promise<void>((release) => resolve(release));
    };
    navigator.locks.request(name, options, hold).catch((error: unknown) => {
      if (isHeld) lost();
      else if (error instanceof DOMException && error.name === 'AbortError') resolve(undefined);
      else reject(error instanceof Error ? error : new Error(String(error)));
    });
  });
}

const channel: TabWorld['channel'] = (name, receive) => {
  const all = new BroadcastChannel(name);
  all.onmessage = ({ data }) => receive(data);
  return { post: (message) => all.postMessage(message), close: () => all.close() };
};

const visible = () => document.visibilityState === 'visible';

const watch: TabWorld['watch'] = (changed) => {
  const stop = new AbortController();
  const { signal } = stop;
  document.addEventListener('visibilitychange', changed, { signal });
  addEventListener('focus', changed, { signal });
  return () => stop.abort();
};

import { Position } from './position';
import { Device, PositionMemory } from './surroundings';
import { Transport, TransportMemory } from './transport';

/** What a connection in a page asks of its browser. */

export const pageDevice: Device = {
  online: () => navigator.onLine,
  watch: (changed) => {
    const stop = new AbortController();
    const { signal } = stop;
    addEventListener('online', () => changed('online'), { signal });
    addEventListener('offline', () => changed('offline'), { signal });
    const whenVisible = () => {
      if (document.visibilityState === 'visible') changed('visible');
    };
    document.addEventListener('visibilitychange', whenVisible, { signal });
    return () => stop.abort();
  },
};

const POSITION_KEY = 'devthread.position';

/**
 * The position survives a reload, and only that: it is written when the page goes away and taken out when it comes
 * back. A duplicated tab copies the session storage; were the position always there, both tabs would resume the
 * same session and push each other out.
 */
export const pagePosition: PositionMemory = {
  take: takePosition,
  keep: (position) => {
    const stop = new AbortController();
    const { signal } = stop;
    const write = () => {
      const current = position();
      if (current) tried(() => sessionStorage.setItem(POSITION_KEY, JSON.stringify(current)));
    };
    addEventListener('pagehide', write, { signal });
    addEventListener('pageshow', takePosition, { signal });
    return () => stop.abort();
  },
};

function takePosition(): Position | undefined {
  return tried(() => {
    const text = sessionStorage.getItem(POSITION_KEY);
    sessionStorage.removeItem(POSITION_KEY);
    return text === null ? undefined : (JSON.parse(text) as Position);
  });
}

const TRANSPORT_KEY = 'devthread.transport';
const TRANSPORTS: readonly Transport[] = ['websocket', 'sockjs', 'polling'];

export const pageTransport: TransportMemory = {
  recall: () => tried(() => TRANSPORTS.find((one) => one === sessionStorage.getItem(TRANSPORT_KEY))),
  keep: (transport) => void tried(() => sessionStorage.setItem(TRANSPORT_KEY, transport)),
};

/** A storage may be full or forbidden, or hold what others have written: then nothing is kept, and all else goes on. */
function tried<T>(use: () => T): T | undefined {
  try {
    return use();
  } catch {
    return undefined;
  }
}

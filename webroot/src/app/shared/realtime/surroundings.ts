import { Cancel, Clock } from './clock';
import { AnyEvent } from './frames';
import { Position } from './position';
import { SocketFactory } from './socket';
import { ConnectionStatus } from './status';
import { Transport, TransportMemory } from './transport';

/** Whoever holds the token: it stands in the first frame, never in a URL. */
export interface TokenSource {
  token(): string | undefined;
  /** True when the token is known to be past its time. */
  expired(): boolean;
  /** `rejected`: the user has to sign in again. Throws when nobody could be asked; it is asked again later. */
  refresh(): Promise<'renewed' | 'rejected'>;
}

/** A browser hides why a handshake failed; an HTTP request to the same server tells. */
export type ProbeAnswer =
  | { verdict: 'unauthorized' }
  | { verdict: 'forbidden' }
  | { verdict: 'wait'; retryAfterMs: number }
  /** The server is there and has nothing against us: it is the way that does not work. */
  | { verdict: 'reachable' }
  /** Nobody answered: worth another question later. */
  | { verdict: 'unreachable' }
  | { verdict: 'unknown' };

export type Probe = () => Promise<ProbeAnswer>;

/** What the device knows about itself. */
export interface Device {
  online(): boolean;
  /** Calls back when the network comes or goes and when the page becomes visible again. */
  watch(changed: (what: 'online' | 'offline' | 'visible') => void): Cancel;
}

/** Keeps the position over a page reload. */
export interface PositionMemory {
  /** Takes it out: another page that copies this memory must not resume the same session. */
  take(): Position | undefined;
  /** Asks `position` for what to keep at the moment the page goes away, until it is cancelled. */
  keep(position: () => Position | undefined): Cancel;
}

/** All that a connection needs of the world around it. */
export interface Surroundings {
  openSocket: SocketFactory;
  clock: Clock;
  newId: () => string;
  tokens: TokenSource;
  probe: Probe;
  device: Device;
  memory: PositionMemory;
  /** The ways that `openSocket` knows, the best first. Without: WebSocket only. */
  transports?: readonly [Transport, ...Transport[]];
  transportMemory?: TransportMemory;
}

/** Where everything that comes in goes. */
export interface ConnectionListener {
  event(frame: AnyEvent): void;
  status(status: ConnectionStatus): void;
}

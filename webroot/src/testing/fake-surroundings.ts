import { Opening, Position, ProbeAnswer, Surroundings, TokenSource, Transport } from '../app/shared/realtime';
import { FakeClock } from './fake-clock';
import { FakeSocket } from './fake-socket';

type DeviceChange = 'online' | 'offline' | 'visible';

export class FakeTokens implements TokenSource {
  current: string | undefined = 'token-1';
  isExpired = false;
  refreshes = 0;
  outcome: 'renewed' | 'rejected' | 'unreachable' = 'renewed';

  token(): string | undefined {
    return this.current;
  }

  expired(): boolean {
    return this.isExpired;
  }

  refresh(): Promise<'renewed' | 'rejected'> {
    this.refreshes += 1;
    if (this.outcome === 'unreachable') return Promise.reject(new Error('no network'));
    if (this.outcome === 'renewed') {
      this.current = `token-${this.refreshes + 1}`;
      this.isExpired = false;
    }
    return Promise.resolve(this.outcome);
  }
}

/** A world in which a test decides everything. */
export class FakeSurroundings implements Surroundings {
  readonly clock = new FakeClock();
  readonly sockets: FakeSocket[] = [];
  readonly tokens = new FakeTokens();
  remembered: Position | undefined;
  kept: () => Position | undefined = () => undefined;
  isOnline = true;
  probes = 0;
  probeAnswer: ProbeAnswer = { verdict: 'unknown' };
  #ids = 0;
  #changed: (what: DeviceChange) => void = () => undefined;

  /** By which way each socket was opened, and with what. */
  readonly openings: (Opening & { by: Transport })[] = [];
  transports?: [Transport, ...Transport[]];
  keptTransport: Transport | undefined;

  readonly transportMemory = {
    recall: () => this.keptTransport,
    keep: (transport: Transport) => void (this.keptTransport = transport),
  };

  readonly openSocket = (by: Transport, opening: Opening) => {
    this.openings.push({ by, ...opening });
    const socket = new FakeSocket();
    this.sockets.push(socket);
    return socket;
  };

  readonly newId = () => `c-${++this.#ids}`;

  probe = (): Promise<ProbeAnswer> => {
    this.probes += 1;
    return Promise.resolve(this.probeAnswer);
  };

  readonly device = {
    online: () => this.isOnline,
    watch: (changed: (what: DeviceChange) => void) => {
      this.#changed = changed;
      return () => (this.#changed = () => undefined);
    },
  };

  readonly memory = {
    take: () => this.remembered,
    keep: (position: () => Position | undefined) => {
      this.kept = position;
      return () => (this.kept = () => undefined);
    },
  };

  deviceChanges(what: DeviceChange): void {
    this.#changed(what);
  }

  get socket(): FakeSocket {
    const socket = this.sockets.at(-1);
    if (!socket) throw new Error('no socket was opened');
    return socket;
  }
}

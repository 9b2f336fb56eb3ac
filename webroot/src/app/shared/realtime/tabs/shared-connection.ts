import { CommandError } from '../command-error';
import { Connection } from '../connection';
import { AckOf, CommandName, CommandOf } from '../events';
import { AnyEvent } from '../frames';
import { SendOptions } from '../outbox';
import { Position } from '../position';
import { Loader } from '../state-loading';
import { ConnectionStatus } from '../status';
import { subjectOf } from '../subject-of';
import { ConnectionListener, Surroundings } from '../surroundings';
import { TabGroup } from './tab-group';
import { TabWorld } from './tab-world';

/**
 * A `Connection` that all tabs of one user share: one of them has the socket, the others have it through that one.
 * Each tab keeps its own position, outbox and subscriptions, so that nothing is lost or doubled when another one takes
 * over. Without tabs to share with, or where the browser lacks what it takes, it is a connection like any other.
 */
export class SharedConnection {
  readonly #connection: Connection;
  #group: TabGroup | undefined;
  #user: string | undefined;

  constructor(
    private readonly env: Surroundings,
    private readonly listener: ConnectionListener,
    private readonly tabs: TabWorld | undefined,
  ) {
    const openSocket: Surroundings['openSocket'] = (by, opening) => {
      const open = () => env.openSocket(by, opening);
      return this.#group ? this.#group.socket(open) : open();
    };
    this.#connection = new Connection(
      { ...env, openSocket },
      { event: (frame) => this.#event(frame), status: (status) => this.#status(status) },
    );
  }

  get status(): ConnectionStatus {
    return this.#group?.seen(this.#connection.status) ?? this.#connection.status;
  }

  /** Where this tab stands in the user's log. */
  get position(): Position | undefined {
    return this.#connection.position;
  }

  /** Whether this is the tab that tells the person what is new. Of several exactly one is. */
  get inFront(): boolean {
    return this.#group?.inFront ?? true;
  }

  /** Whose socket it is. */
  get socketOf(): 'this tab' | 'another tab' {
    return (this.#group?.leads ?? true) ? 'this tab' : 'another tab';
  }

  connect(): void {
    if (!this.#group) this.#join();
    this.#connection.connect();
  }

  disconnect(): void {
    this.#connection.disconnect();
    this.#leave();
  }

  forget(): void {
    this.#connection.forget();
    this.#leave();
  }

  send<C extends CommandName>(command: CommandOf<C>, options?: SendOptions): Promise<AckOf<C>> {
    const any = command as CommandOf<CommandName>;
    if (any.event === 'set_status' && any.data.automatic && this.#group?.attends(any.data.status === 'away')) {
      return Promise.resolve({ status: any.data.status } as AckOf<C>);
    }
    return this.#connection.send<C>(command, options);
  }

  /** Answers why the server refused, if it did: it is asked again, soon where it only could not at that moment. */
  subscribe(channel: string): Promise<CommandError | undefined> {
    return this.#connection.subscribe(channel);
  }

  unsubscribe(channel: string): void {
    this.#connection.unsubscribe(channel);
  }

  loadStateWith(loader: Loader): () => void {
    return this.#connection.loadStateWith(loader);
  }

  /** By user: tabs of different people have nothing to do with each other. */
  #join(): void {
    const token = this.env.tokens.token();
    this.#user = token === undefined ? undefined : subjectOf(token);
    if (!this.tabs || this.#user === undefined) return;
    const { clock, newId } = this.env;
    const changed = () => this.listener.status(this.status);
    this.#group = new TabGroup(this.tabs, `devthread.${this.#user}`, this.#connection, clock, newId, changed);
  }

  #leave(): void {
    this.#group?.leave();
    this.#group = undefined;
  }

  #event(frame: AnyEvent): void {
    // Somebody else has signed in meanwhile, in another tab: this one is about to hear of it.
    if (frame.event === 'welcome' && this.#user !== undefined && frame.data.user_id !== this.#user) this.#leave();
    this.#group?.event(frame);
    this.listener.event(frame);
  }

  #status(status: ConnectionStatus): void {
    this.#group?.status(status);
    this.listener.status(this.#group?.seen(status) ?? status);
  }
}

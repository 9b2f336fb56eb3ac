import { signal } from '@angular/core';
import { Observable, Subject } from 'rxjs';
import { vi } from 'vitest';
import { AnyEvent, ConnectionStatus, EventFrame, EventName, Events, Loader } from '../app/shared/realtime';

/** The socket service as the stores see it: a test sends the events and answers the commands. */
export class FakeWebsocket {
  readonly events = new Subject<AnyEvent>();
  readonly send = vi.fn<(command: { event: string; data: Record<string, unknown> }) => Promise<unknown>>();
  readonly status = signal<ConnectionStatus>({ state: 'live' });
  /** The channels that are followed now. */
  readonly channels = new Set<string>();
  /** Whether this is the tab that tells what is new. */
  isInFront = true;
  /** Whose socket it is. */
  owner: 'this tab' | 'another tab' = 'this tab';
  readonly #loaders = new Set<Loader>();

  /** Continuity was lost: everybody loads anew. */
  async loader(): Promise<void> {
    await Promise.all([...this.#loaders].map((load) => load()));
  }

  inFront(): boolean {
    return this.isInFront;
  }

  socketOf(): 'this tab' | 'another tab' {
    return this.owner;
  }

  subscribe(channel: string): Promise<undefined> {
    this.channels.add(channel);
    return Promise.resolve(undefined);
  }

  unsubscribe(channel: string): void {
    this.channels.delete(channel);
  }

  on<E extends EventName>(event: E): Observable<EventFrame<E>> {
    return new Observable((observer) =>
      this.events.subscribe((frame) => {
        if (frame.event === event) observer.next(frame as EventFrame<E>);
      }),
    );
  }

  arrival(): Promise<void> {
    return Promise.resolve();
  }

  loadStateWith(loader: Loader): () => void {
    this.#loaders.add(loader);
    if (this.status().state === 'live') loader().catch(() => undefined);
    return () => this.#loaders.delete(loader);
  }

  emit<E extends EventName>(event: E, data: Events[E], timestamp = 0): void {
    this.events.next({ v: 1, type: 'message', event, data, timestamp } as unknown as AnyEvent);
  }
}

import { inject, Injectable, signal } from '@angular/core';
import { Problem, problemOf } from '../../shared/errors/api-error';
import { Message } from '../../shared/realtime';
import { Unfinished } from '../../shared/services/unfinished';
import { Change, Changes } from './changes';
import { MessagesRealtimeService } from './messages-realtime.service';

interface Unconfirmed {
  id: string;
  change: Change;
}

/**
 * My edits and deletions until the server has confirmed them: optimistic, then honest. They wait over the end of the
 * page.
 */
@Injectable()
export class ChangesStore {
  readonly #realtime = inject(MessagesRealtimeService);
  readonly #unfinished = new Unfinished<Unconfirmed>('change');
  readonly #pending = signal<Changes>(new Map());
  readonly #problems = signal<ReadonlyMap<string, Problem>>(new Map());
  #stored: (message: Message) => void = () => undefined;

  readonly pending = this.#pending.asReadonly();
  /** Why the last change of a message was refused. */
  readonly problems = this.#problems.asReadonly();

  /** Says where changed messages go, and asks again for what a page that has ended did not get through. */
  start(stored: (message: Message) => void): void {
    this.#stored = stored;
    this.#unfinished.takeOver((left) => left.forEach(({ id, change }) => void this.#change(id, change)));
  }

  edit({ id, content: before }: Message, content: string): void {
    if (content === before) return this.#tell(id, undefined);
    void this.#change(id, { kind: 'edit', content });
  }

  delete({ id }: Message): void {
    void this.#change(id, { kind: 'delete' });
  }

  async #change(id: string, change: Change): Promise<void> {
    this.#tell(id, undefined);
    this.#pending.update((pending) => new Map(pending).set(id, change));
    this.#unfinished.keep(id, { id, change });
    try {
      this.#stored(await this.#ask(id, change));
    } catch (error) {
      if (this.#pending().get(id) === change) this.#tell(id, problemOf(error));
    } finally {
      if (this.#pending().get(id) === change) this.#settled(id);
    }
  }

  #ask(id: string, change: Change): Promise<Message> {
    return change.kind === 'edit' ? this.#realtime.editMessage(id, change.content) : this.#realtime.deleteMessage(id);
  }

  #settled(id: string): void {
    this.#pending.update((pending) => new Map([...pending].filter(([other]) => other !== id)));
    this.#unfinished.drop(id);
  }

  #tell(id: string, problem: Problem | undefined): void {
    this.#problems.update((problems) => {
      const others = new Map(problems);
      if (problem) others.set(id, problem);
      else others.delete(id);
      return others;
    });
  }
}

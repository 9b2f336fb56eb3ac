import { inject, Injectable, signal } from '@angular/core';
import { Problem, problemOf } from '../../shared/errors/api-error';
import { Message } from '../../shared/realtime';
import { Change, Changes } from './changes';
import { MessagesRealtimeService } from './messages-realtime.service';

/** My edits and deletions until the server has confirmed them: optimistic, then honest. */
@Injectable()
export class ChangesStore {
  readonly #realtime = inject(MessagesRealtimeService);
  readonly #pending = signal<Changes>(new Map());
  readonly #problems = signal<ReadonlyMap<string, Problem>>(new Map());
  #stored: (message: Message) => void = () => undefined;

  readonly pending = this.#pending.asReadonly();
  /** Why the last change of a message was refused. */
  readonly problems = this.#problems.asReadonly();

  /** Says where changed messages go. */
  start(stored: (message: Message) => void): void {
    this.#stored = stored;
  }

  edit({ id, content: before }: Message, content: string): void {
    if (content === before) return this.#tell(id, undefined);
    void this.#change(id, { kind: 'edit', content }, () => this.#realtime.editMessage(id, content));
  }

  delete({ id }: Message): void {
    void this.#change(id, { kind: 'delete' }, () => this.#realtime.deleteMessage(id));
  }

  async #change(id: string, change: Change, ask: () => Promise<Message>): Promise<void> {
    this.#tell(id, undefined);
    this.#pending.update((pending) => new Map(pending).set(id, change));
    try {
      this.#stored(await ask());
    } catch (error) {
      if (this.#pending().get(id) === change) this.#tell(id, problemOf(error));
    } finally {
      if (this.#pending().get(id) === change) {
        this.#pending.update((pending) => new Map([...pending].filter(([other]) => other !== id)));
      }
    }
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

import { computed, effect, inject, Injectable, signal } from '@angular/core';
import { AuthStore } from '../../shared/auth/auth.store';
import { problemOf } from '../../shared/errors/api-error';
import { Message, newId } from '../../shared/realtime';
import { MessagesRealtimeService } from './messages-realtime.service';
import { Outgoing, OUTGOING_STORAGE } from './outgoing';

/** My messages until the server has confirmed them: optimistic, then honest. */
@Injectable()
export class OutgoingStore {
  readonly #realtime = inject(MessagesRealtimeService);
  readonly #storage = inject(OUTGOING_STORAGE);
  readonly #me = inject(AuthStore).user()?.id ?? '';
  readonly #outgoing = signal<readonly Outgoing[]>(this.#storage.load(this.#me));
  #stored: (message: Message) => void = () => undefined;

  readonly all = this.#outgoing.asReadonly();
  readonly byConversation = computed(() => Map.groupBy(this.#outgoing(), ({ conversation_id }) => conversation_id));

  constructor() {
    effect(() => this.#storage.save(this.#me, this.#outgoing()));
  }

  /** Says where confirmed messages go, and sends again what a reload interrupted. */
  start(stored: (message: Message) => void): void {
    this.#stored = stored;
    for (const message of this.#outgoing()) {
      if (message.state === 'sending') void this.#send(message);
    }
  }

  send(conversationId: string, content: string): void {
    const message: Outgoing = {
      client_message_id: newId(),
      conversation_id: conversationId,
      content,
      timestamp: Date.now(),
      state: 'sending',
    };
    this.#outgoing.update((all) => [...all, message]);
    void this.#send(message);
  }

  /** With the same id: had the first attempt arrived after all, this gives that very message. */
  retry(failed: Outgoing): void {
    const { client_message_id, conversation_id, content, timestamp } = failed;
    const again: Outgoing = { client_message_id, conversation_id, content, timestamp, state: 'sending' };
    this.#replace(again);
    void this.#send(again);
  }

  discard(message: Outgoing): void {
    this.#remove(message.client_message_id);
  }

  /** The message came back as an event, perhaps before its ack. */
  confirmed(message: Message): void {
    if (message.sender_id === this.#me) this.#remove(message.client_message_id);
  }

  async #send(outgoing: Outgoing): Promise<void> {
    const { conversation_id, content, client_message_id } = outgoing;
    try {
      const message = await this.#realtime.sendMessage(conversation_id, content, client_message_id);
      this.#stored(message);
      this.#remove(client_message_id);
    } catch (error) {
      this.#replace({ ...outgoing, state: 'failed', problem: problemOf(error) });
    }
  }

  #replace(message: Outgoing): void {
    const same = (other: Outgoing) => other.client_message_id === message.client_message_id;
    this.#outgoing.update((all) => all.map((other) => (same(other) ? message : other)));
  }

  #remove(clientMessageId: string): void {
    this.#outgoing.update((all) => all.filter((message) => message.client_message_id !== clientMessageId));
  }
}

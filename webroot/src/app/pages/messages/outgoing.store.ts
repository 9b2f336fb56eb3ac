import { computed, inject, Injectable, signal } from '@angular/core';
import { AuthStore } from '../../shared/auth/auth.store';
import { problemOf } from '../../shared/errors/api-error';
import { Message, newId } from '../../shared/realtime';
import { Unfinished } from '../../shared/services/unfinished';
import { serverTime } from '../../shared/time/now';
import { ConversationsStore } from './conversations.store';
import { MessagesRealtimeService } from './messages-realtime.service';
import { Outgoing } from './outgoing';

/** My messages until the server has confirmed them: optimistic, then honest. They wait over the end of the page. */
@Injectable()
export class OutgoingStore {
  readonly #realtime = inject(MessagesRealtimeService);
  readonly #conversations = inject(ConversationsStore);
  readonly #me = inject(AuthStore).user()?.id ?? '';
  readonly #unfinished = new Unfinished<Outgoing>('outgoing');
  readonly #time = serverTime();
  readonly #outgoing = signal<readonly Outgoing[]>([]);
  #stored: (message: Message) => void = () => undefined;

  readonly all = this.#outgoing.asReadonly();
  readonly byConversation = computed(() => Map.groupBy(this.#outgoing(), ({ conversation_id }) => conversation_id));

  /** Says where confirmed messages go, and sends again what a page that has ended did not get through. */
  start(stored: (message: Message) => void): void {
    this.#stored = stored;
    this.#unfinished.takeOver((left) => this.#goOnWith(left));
  }

  send(conversationId: string, content: string): void {
    const message: Outgoing = {
      client_message_id: newId(),
      conversation_id: conversationId,
      content,
      timestamp: Math.max(this.#time(), this.#newestIn(conversationId) + 1),
      state: 'sending',
    };
    this.#outgoing.update((all) => [...all, message]);
    this.#unfinished.keep(message.client_message_id, message);
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

  /**
   * By its time a message stands after this one, and is sent after it from the next page, whatever the clock of this
   * device says: what fails would otherwise go up, out of sight, above what it answers.
   */
  #newestIn(conversationId: string): number {
    const last = this.#conversations.find(conversationId)?.last_message?.timestamp ?? 0;
    const waiting = this.byConversation().get(conversationId) ?? [];
    return Math.max(last, ...waiting.map(({ timestamp }) => timestamp));
  }

  #goOnWith(left: Outgoing[]): void {
    const inOrder = left.sort((a, b) => a.timestamp - b.timestamp);
    this.#outgoing.update((all) => [...inOrder, ...all]);
    for (const message of inOrder) {
      if (message.state === 'sending') void this.#send(message);
    }
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
    if (!this.#outgoing().some(same)) return;
    this.#outgoing.update((all) => all.map((other) => (same(other) ? message : other)));
    this.#unfinished.keep(message.client_message_id, message);
  }

  #remove(clientMessageId: string): void {
    this.#outgoing.update((all) => all.filter((message) => message.client_message_id !== clientMessageId));
    this.#unfinished.drop(clientMessageId);
  }
}

import { inject, Injectable } from '@angular/core';
import { Observable } from 'rxjs';
import { EventFrame, Loader, Message } from '../../shared/realtime';
import { WebsocketService } from '../../shared/services/websocket.service';

/** Messaging in its own words, over the one connection. */
@Injectable({ providedIn: 'root' })
export class MessagesRealtimeService {
  readonly #socket = inject(WebsocketService);

  readonly newMessages$: Observable<EventFrame<'new_message'>> = this.#socket.on('new_message');
  readonly delivered$: Observable<EventFrame<'message_delivered'>> = this.#socket.on('message_delivered');
  readonly edited$: Observable<EventFrame<'message_edited'>> = this.#socket.on('message_edited');
  readonly deleted$: Observable<EventFrame<'message_deleted'>> = this.#socket.on('message_deleted');
  readonly receipts$: Observable<EventFrame<'read_receipt'>> = this.#socket.on('read_receipt');
  /** Read on another device of mine. */
  readonly readElsewhere$: Observable<EventFrame<'messages_read'>> = this.#socket.on('messages_read');

  /** False where another tab of this browser tells the person what is new: a toast, a sound, a notice on the desktop. */
  tellsHere(): boolean {
    return this.#socket.inFront();
  }

  /** Resolves once the message is safely stored. The same `clientMessageId` never gives a second message. */
  async sendMessage(conversationId: string, content: string, clientMessageId: string): Promise<Message> {
    const { message } = await this.#socket.send({
      type: 'message',
      event: 'send_message',
      data: { conversation_id: conversationId, content, client_message_id: clientMessageId },
    });
    return message;
  }

  /** My own messages only. Editing again with the same words changes nothing. */
  async editMessage(messageId: string, content: string): Promise<Message> {
    const data = { message_id: messageId, content };
    return (await this.#socket.send({ type: 'message', event: 'edit_message', data })).message;
  }

  async deleteMessage(messageId: string): Promise<Message> {
    const data = { message_id: messageId };
    return (await this.#socket.send({ type: 'message', event: 'delete_message', data })).message;
  }

  /** Answers the new unread counts, by conversation. */
  async markRead(messageIds: string[]): Promise<Record<string, number>> {
    const ack = await this.#socket.send({ type: 'message', event: 'message_read', data: { message_ids: messageIds } });
    return ack.conversation_unread;
  }

  /** What is asked for from then on misses nothing. */
  arrival(): Promise<void> {
    return this.#socket.arrival();
  }

  loadStateWith(loader: Loader): () => void {
    return this.#socket.loadStateWith(loader);
  }
}

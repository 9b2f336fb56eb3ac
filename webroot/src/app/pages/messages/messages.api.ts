import { HttpClient } from '@angular/common/http';
import { inject, Injectable } from '@angular/core';
import { firstValueFrom } from 'rxjs';
import { Page } from '../../shared/http/page';
import { Conversation, Message } from '../../shared/realtime';

export interface HistoryRange {
  before_seq?: number;
  after_seq?: number;
  limit: number;
}

/** The messaging part of the HTTP API. */
@Injectable({ providedIn: 'root' })
export class MessagesApi {
  readonly #http = inject(HttpClient);

  conversations(cursor?: string): Promise<Page<Conversation>> {
    const params: Record<string, string> = cursor === undefined ? {} : { cursor };
    return firstValueFrom(this.#http.get<Page<Conversation>>('/api/v1/conversations', { params }));
  }

  /** Opens the conversation with this user, or gives the one that is there. */
  open(participantId: string): Promise<Conversation> {
    const body = { participant_id: participantId };
    return firstValueFrom(this.#http.post<Conversation>('/api/v1/conversations', body));
  }

  history(conversationId: string, range: HistoryRange): Promise<Page<Message>> {
    const url = `/api/v1/conversations/${encodeURIComponent(conversationId)}/messages`;
    return firstValueFrom(this.#http.get<Page<Message>>(url, { params: { ...range } }));
  }
}

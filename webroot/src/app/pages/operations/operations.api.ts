import { HttpClient } from '@angular/common/http';
import { inject, Injectable } from '@angular/core';
import { firstValueFrom } from 'rxjs';
import { Page } from '../../shared/http/page';
import { Stats } from './stats';

export interface Connected {
  connection_id: string;
  user_id: string;
  node: string;
  transport: string;
  connected_at: string;
  last_seen: string;
  user_agent: string;
  channels: string[];
  epoch: string | null;
  after_seq: number | null;
  seq: number | null;
  acknowledged: number | null;
  queue_bytes: number;
}

export interface TraceStep {
  /** Null where it is certain that it happened, and not when. */
  at: string | null;
  step: string;
  user_id: string | null;
  node: string | null;
  connection_id: string | null;
  seq: number | null;
  detail: string;
}

export interface TraceRecipient {
  user_id: string;
  outcome: string;
  verdict: string;
}

export interface Trace {
  id: string;
  kind: 'message' | 'domain_event' | 'notification' | 'event';
  message_id: string | null;
  notification_id: string | null;
  steps: TraceStep[];
  recipients: TraceRecipient[];
  remembers_since: string;
  silent_nodes: string[];
}

/** What operators may ask; needs a token with the scope `admin`. */
@Injectable({ providedIn: 'root' })
export class OperationsApi {
  readonly #http = inject(HttpClient);

  stats(): Promise<Stats> {
    return firstValueFrom(this.#http.get<Stats>('/api/v1/admin/stats'));
  }

  connections(userId: string | undefined, cursor?: string): Promise<Page<Connected>> {
    const params = {
      limit: 50,
      ...(userId === undefined ? {} : { user_id: userId }),
      ...(cursor === undefined ? {} : { cursor }),
    };
    return firstValueFrom(this.#http.get<Page<Connected>>('/api/v1/admin/connections', { params }));
  }

  trace(id: string, userId: string | undefined): Promise<Trace> {
    const url = `/api/v1/admin/trace/${encodeURIComponent(id)}`;
    return firstValueFrom(this.#http.get<Trace>(url, { params: userId === undefined ? {} : { user_id: userId } }));
  }
}

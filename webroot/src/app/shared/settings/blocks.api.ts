import { HttpClient } from '@angular/common/http';
import { inject, Injectable } from '@angular/core';
import { firstValueFrom } from 'rxjs';
import { Page } from '../http/page';
import { UserRef } from '../realtime';

export interface Blocked extends UserRef {
  blocked_at: string;
}

/** Whom I block, over the HTTP API. Repeating a call changes nothing. */
@Injectable({ providedIn: 'root' })
export class BlocksApi {
  readonly #http = inject(HttpClient);

  list(cursor?: string): Promise<Page<Blocked>> {
    const params: Record<string, string> = cursor === undefined ? { limit: '100' } : { limit: '100', cursor };
    return firstValueFrom(this.#http.get<Page<Blocked>>('/api/v1/blocks', { params }));
  }

  async set(userId: string, blocked: boolean): Promise<void> {
    const url = `/api/v1/blocks/${encodeURIComponent(userId)}`;
    await firstValueFrom(blocked ? this.#http.put(url, null) : this.#http.delete(url));
  }
}

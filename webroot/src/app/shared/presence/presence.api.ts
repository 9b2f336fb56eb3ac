import { HttpClient } from '@angular/common/http';
import { inject, Injectable } from '@angular/core';
import { firstValueFrom } from 'rxjs';
import { Presence, PresenceStatus } from '../realtime';

const OWN = '/api/v1/presence/me';

/** The part of the HTTP API about who is there. */
@Injectable({ providedIn: 'root' })
export class PresenceApi {
  readonly #http = inject(HttpClient);

  own(): Promise<Presence> {
    return firstValueFrom(this.#http.get<Presence>(OWN));
  }

  choose(status: PresenceStatus): Promise<Presence> {
    return firstValueFrom(this.#http.put<Presence>(OWN, { status }));
  }
}

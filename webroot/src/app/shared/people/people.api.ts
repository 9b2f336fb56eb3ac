import { HttpClient } from '@angular/common/http';
import { inject, Injectable } from '@angular/core';
import { firstValueFrom } from 'rxjs';
import { Page } from '../http/page';
import { UserRef } from '../realtime';

export interface Profile extends UserRef {
  created_at: string;
  follower_count: number;
  following_count: number;
  /** Whether I follow this person. */
  following: boolean;
}

/** The part of the HTTP API about people: finding and following them. */
@Injectable({ providedIn: 'root' })
export class PeopleApi {
  readonly #http = inject(HttpClient);

  search(query: string): Promise<Page<UserRef>> {
    return firstValueFrom(this.#http.get<Page<UserRef>>('/api/v1/users', { params: { query } }));
  }

  profile(username: string): Promise<Profile> {
    return firstValueFrom(this.#http.get<Profile>(`/api/v1/users/${encodeURIComponent(username)}`));
  }

  /** Answers the profile as it is afterwards; repeating it changes nothing. */
  follow(userId: string, follow: boolean): Promise<Profile> {
    const url = `/api/v1/users/${encodeURIComponent(userId)}/follow`;
    return firstValueFrom(follow ? this.#http.put<Profile>(url, null) : this.#http.delete<Profile>(url));
  }
}

import { computed, inject, Injectable, signal } from '@angular/core';
import { Problem, problemOf } from '../../shared/errors/api-error';
import { LoadState } from '../../shared/http/load-state';
import { Wishes } from '../../shared/http/wishes';
import { PeopleApi, Profile } from '../../shared/people/people.api';

/** One person's profile, as long as it is on the screen. */
@Injectable()
export class ProfileStore {
  readonly #api = inject(PeopleApi);
  readonly #profile = signal<Profile | undefined>(undefined);
  readonly #state = signal<LoadState>('loading');
  readonly #problem = signal<Problem | undefined>(undefined);
  readonly #follows = new Wishes<Profile>(
    (id, follow) => this.#api.follow(id, follow),
    (profile) => this.#take(profile),
    (_id, problem) => this.#problem.set(problem),
  );
  #wanted = '';

  readonly state = this.#state.asReadonly();
  /** Why my last follow, or its taking back, was refused. */
  readonly problem = this.#problem.asReadonly();
  readonly profile = computed(() => {
    const profile = this.#profile();
    return profile && asWished(profile, this.#follows.of(profile.id));
  });

  async load(username: string): Promise<void> {
    this.#wanted = username;
    if (this.#profile()?.username !== username) this.#profile.set(undefined);
    this.#state.set('loading');
    this.#problem.set(undefined);
    try {
      const profile = await this.#api.profile(username);
      if (username !== this.#wanted) return;
      this.#profile.set(profile);
      this.#state.set('ready');
    } catch (error) {
      if (username === this.#wanted) this.#state.set({ failed: problemOf(error) });
    }
  }

  follow(profile: Profile): void {
    this.#problem.set(undefined);
    this.#follows.wish(profile.id, !profile.following);
  }

  #take(profile: Profile): void {
    this.#profile.update((shown) => (shown?.id === profile.id ? profile : shown));
  }
}

function asWished(profile: Profile, following: boolean | undefined): Profile {
  if (following === undefined || following === profile.following) return profile;
  return { ...profile, following, follower_count: Math.max(0, profile.follower_count + (following ? 1 : -1)) };
}

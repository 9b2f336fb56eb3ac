import {
  ChangeDetectionStrategy,
  Component,
  computed,
  DestroyRef,
  effect,
  inject,
  input,
  signal,
  untracked,
} from '@angular/core';
import { MatButton, MatIconButton } from '@angular/material/button';
import { MatIcon } from '@angular/material/icon';
import { MatMenu, MatMenuItem, MatMenuTrigger } from '@angular/material/menu';
import { Router, RouterLink } from '@angular/router';
import { AuthStore } from '../../shared/auth/auth.store';
import { problemOf } from '../../shared/errors/api-error';
import { problemIn } from '../../shared/http/load-state';
import { UserRef } from '../../shared/realtime';
import { exactTime, monthAndYear } from '../../shared/time/times';
import { PresenceStore } from '../../shared/presence/presence.store';
import { wordsOf } from '../../shared/presence/wording';
import { NOW } from '../../shared/time/now';
import { BlocksStore } from '../../shared/settings/blocks.store';
import { Avatar } from '../../shared/ui/avatar';
import { PageColumn } from '../../shared/ui/page-column';
import { Skeleton } from '../../shared/ui/skeleton';
import { StateMessage } from '../../shared/ui/state-message';
import { PostList } from '../feed/post-list';
import { PostStream } from '../feed/post-stream';
import { PostsApi } from '../feed/posts.api';
import { PostsStore } from '../feed/posts.store';
import { ConversationsStore } from '../messages/conversations.store';
import { ProfileStore } from './profile.store';
import { inDigits } from '../../shared/language/numbers';

/** A person: since when, followed by whom, and what they have posted. */
@Component({
  selector: 'dt-profile-page',
  imports: [
    Avatar,
    MatButton,
    MatIcon,
    MatIconButton,
    MatMenu,
    MatMenuItem,
    MatMenuTrigger,
    PageColumn,
    PostStream,
    RouterLink,
    Skeleton,
    StateMessage,
  ],
  providers: [ProfileStore],
  templateUrl: './profile.page.html',
  styleUrl: './profile.page.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class ProfilePage {
  readonly #me = inject(AuthStore).user;
  readonly #router = inject(Router);
  readonly #postsApi = inject(PostsApi);
  readonly #posts = inject(PostsStore);
  readonly #conversations = inject(ConversationsStore);
  readonly #presences = inject(PresenceStore);
  readonly #now = inject(NOW);
  readonly #destroyed = inject(DestroyRef);
  protected readonly moreLabel = computed(() => $localize`More about ${this.username()}:name:`);
  protected readonly digits = inDigits;
  protected readonly store = inject(ProfileStore);
  protected readonly blocks = inject(BlocksStore);

  /** From the route. */
  readonly username = input.required<string>();

  protected readonly profile = this.store.profile;
  protected readonly mine = computed(() => this.profile()?.id === this.#me()?.id);
  protected readonly failure = computed(() => problemIn(this.store.state()));
  /** Nobody of that name: trying again would not help. */
  protected readonly nobody = computed(() => {
    const code = this.failure()?.code;
    return code === 'not_found' || code === 'invalid_data';
  });
  protected readonly joined = computed(() => monthAndYear(this.#joinedAt()));
  protected readonly joinedExactly = computed(() => exactTime(this.#joinedAt()));
  readonly #joinedAt = computed(() => Date.parse(this.profile()?.created_at ?? ''));
  readonly #presence = computed(() => this.#presences.presence(this.profile()?.id ?? ''));
  protected readonly presenceWords = computed(() => wordsOf(this.#presence(), this.#now()));
  /** Offline without a time says nothing: it is also what a stranger gets to see. */
  protected readonly status = computed(() => (this.presenceWords() === '' ? undefined : this.#presence()?.status));
  protected readonly posts = signal<PostList | undefined>(undefined);
  readonly #openingProblem = signal<string | undefined>(undefined);
  protected readonly opening = signal(false);
  protected readonly blocked = computed(() => this.blocks.isBlocked(this.profile()?.id ?? ''));
  protected readonly problem = computed(
    () =>
      this.#openingProblem() ?? this.store.problem()?.message ?? this.blocks.problem(this.profile()?.id ?? '')?.message,
  );

  constructor() {
    effect(() => {
      this.username();
      untracked(() => this.load());
    });
    this.#destroyed.onDestroy(() => this.posts()?.end());
    const id = computed(() => this.profile()?.id);
    effect((onCleanup) => {
      const author = id();
      untracked(() => {
        this.posts()?.end();
        this.posts.set(author === undefined ? undefined : this.#postsOf(author));
      });
      if (author !== undefined && author !== this.#me()?.id) {
        onCleanup(untracked(() => this.#presences.watch(author)));
      }
    });
  }

  protected load(): void {
    this.#openingProblem.set(undefined);
    this.opening.set(false);
    void this.store.load(this.username());
  }

  /** Whoever has gone on meanwhile is not taken back. */
  protected async message(person: UserRef): Promise<void> {
    if (this.opening()) return;
    this.opening.set(true);
    this.#openingProblem.set(undefined);
    const isHere = () => !this.#destroyed.destroyed && this.profile()?.id === person.id;
    try {
      const { id } = await this.#conversations.openWith(person);
      if (isHere()) await this.#router.navigate(['/messages', id]);
    } catch (error) {
      if (isHere()) this.#openingProblem.set(problemOf(error).message);
    } finally {
      if (isHere()) this.opening.set(false);
    }
  }

  protected toFeed(): void {
    void this.#router.navigate(['/feed']);
  }

  #postsOf(author: string): PostList {
    const list = new PostList(this.#posts, (cursor) =>
      this.#postsApi.posts({ author_id: author, ...(cursor === undefined ? {} : { cursor }) }),
    );
    list.pages.tryLoad();
    return list;
  }
}

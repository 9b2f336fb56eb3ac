import {
  ChangeDetectionStrategy,
  Component,
  computed,
  DestroyRef,
  ElementRef,
  inject,
  signal,
  viewChild,
} from '@angular/core';
import { MatIcon } from '@angular/material/icon';
import { Router } from '@angular/router';
import { AuthStore } from '../../shared/auth/auth.store';
import { problemOf } from '../../shared/errors/api-error';
import { Conversation, UserRef } from '../../shared/realtime';
import { ListKeys } from '../../shared/keyboard/list-keys';
import { singleKeys } from '../../shared/keyboard/single-keys';
import { PresenceStore } from '../../shared/presence/presence.store';
import { STATUS_WORDS } from '../../shared/presence/wording';
import { PeopleSearch } from '../../shared/people/people-search';
import { Avatar } from '../../shared/ui/avatar';
import { ListEnd } from '../../shared/ui/list-end';
import { ShownPart } from '../../shared/ui/shown-part';
import { Skeleton } from '../../shared/ui/skeleton';
import { StateMessage } from '../../shared/ui/state-message';
import { ConversationItem } from './conversation-item';
import { partnerOf } from './conversations';
import { MessagesSync } from './messages-sync';
import { ConversationsStore } from './conversations.store';

/** My conversations, newest first; typing a name finds them and everybody else. */
@Component({
  selector: 'dt-conversation-list',
  imports: [Avatar, ConversationItem, ListEnd, ListKeys, MatIcon, Skeleton, StateMessage],
  providers: [PeopleSearch],
  templateUrl: './conversation-list.html',
  styleUrl: './conversation-list.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class ConversationList {
  readonly #router = inject(Router);
  readonly #destroyed = inject(DestroyRef);
  readonly #me = inject(AuthStore).user;
  readonly #host = inject<ElementRef<HTMLElement>>(ElementRef).nativeElement;
  private readonly heading = viewChild.required<ElementRef<HTMLElement>>('heading');
  private readonly searchField = viewChild.required<ElementRef<HTMLInputElement>>('searchField');
  protected readonly conversations = inject(ConversationsStore);
  protected readonly search = inject(PeopleSearch);
  protected readonly statusWords = STATUS_WORDS;
  protected readonly presence = inject(PresenceStore);
  protected readonly singleKeys = singleKeys();
  protected readonly openId = inject(MessagesSync).openId.asReadonly();

  protected readonly openingFailed = signal<string | undefined>(undefined);
  protected readonly searching = computed(() => this.search.query().trim() !== '');
  protected readonly failure = computed(() => {
    const state = this.conversations.state();
    return typeof state === 'object' ? state.failed.message : undefined;
  });
  protected readonly shown = computed(() => {
    const query = this.search.query().trim().toLowerCase();
    const list = this.conversations.list();
    return query === '' ? list : list.filter((one) => this.#partner(one).username.toLowerCase().includes(query));
  });
  protected readonly part = new ShownPart(this.shown, this.conversations);
  /** Those with whom there is no conversation in the list yet. */
  protected readonly people = computed(() => {
    const found = this.search.found();
    if (found.state !== 'found') return [];
    const known = new Set(this.shown().map((one) => this.#partner(one).id));
    return found.people.filter(({ id }) => !known.has(id));
  });

  focusSearch(): void {
    this.searchField().nativeElement.focus();
  }

  /** The line of this conversation; the heading where it has none. */
  focusOn(id: string): void {
    const lines = [...this.#host.querySelectorAll<HTMLElement>('[data-list-item]')];
    (lines.find(({ dataset }) => dataset['listItem'] === id) ?? this.heading().nativeElement).focus();
  }

  protected clear(): void {
    this.search.query.set('');
    this.openingFailed.set(undefined);
  }

  protected escape(event: Event): void {
    event.preventDefault();
    this.clear();
    this.searchField().nativeElement.blur();
  }

  protected openFirst(): void {
    const [conversation] = this.shown();
    const [person] = this.people();
    if (conversation) void this.open(conversation.id);
    else if (person) void this.start(person);
  }

  protected open(id: string): Promise<boolean> {
    this.clear();
    return this.#router.navigate(['/messages', id]);
  }

  /** Whoever has gone on meanwhile is not taken back. */
  protected async start(person: UserRef): Promise<void> {
    const [query, openId] = [this.search.query(), this.openId()];
    const isHere = () => !this.#destroyed.destroyed && query === this.search.query() && openId === this.openId();
    try {
      const { id } = await this.conversations.openWith(person);
      if (isHere()) await this.open(id);
    } catch (error) {
      if (isHere()) this.openingFailed.set(problemOf(error).message);
    }
  }

  #partner(conversation: Conversation): UserRef {
    return partnerOf(conversation, this.#me()?.id ?? '');
  }
}

import {
  afterNextRender,
  ChangeDetectionStrategy,
  Component,
  computed,
  effect,
  inject,
  Injector,
  input,
  signal,
  untracked,
  viewChild,
} from '@angular/core';
import { MatButton, MatIconButton } from '@angular/material/button';
import { MatIcon } from '@angular/material/icon';
import { MatMenu, MatMenuItem, MatMenuTrigger } from '@angular/material/menu';
import { RouterLink } from '@angular/router';
import { AuthStore } from '../../shared/auth/auth.store';
import { mayPass } from '../../shared/errors/api-error';
import { isAtAKeyboard } from '../../shared/keyboard/at-a-keyboard';
import { PresenceStore } from '../../shared/presence/presence.store';
import { wordsOf } from '../../shared/presence/wording';
import { BlocksStore } from '../../shared/settings/blocks.store';
import { NOW } from '../../shared/time/now';
import { exactTime } from '../../shared/time/times';
import { Avatar } from '../../shared/ui/avatar';
import { Skeleton } from '../../shared/ui/skeleton';
import { StateMessage } from '../../shared/ui/state-message';
import { ChangesStore } from './changes.store';
import { Composer } from './composer';
import { partnerOf } from './conversations';
import { ConversationsStore } from './conversations.store';
import { MessageTimeline } from './message-timeline';
import { MessagesSync } from './messages-sync';
import { OutgoingStore } from './outgoing.store';
import { withOwnAhead } from './thread';
import { ThreadsStore } from './threads.store';
import { timelineOf } from './timeline';
import { TypingStore } from './typing.store';

/** One conversation: who it is with, what was said, and where to answer. */
@Component({
  selector: 'dt-conversation-view',
  imports: [
    Avatar,
    Composer,
    MatButton,
    MatIcon,
    MatIconButton,
    MatMenu,
    MatMenuItem,
    MatMenuTrigger,
    MessageTimeline,
    RouterLink,
    Skeleton,
    StateMessage,
  ],
  templateUrl: './conversation-view.html',
  styleUrl: './conversation-view.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class ConversationView {
  readonly #me = inject(AuthStore).user;
  readonly #conversations = inject(ConversationsStore);
  readonly #threads = inject(ThreadsStore);
  readonly #outgoing = inject(OutgoingStore);
  readonly #presence = inject(PresenceStore);
  readonly #sync = inject(MessagesSync);
  readonly #now = inject(NOW);
  readonly #injector = inject(Injector);
  private readonly timeline = viewChild(MessageTimeline);
  private readonly composer = viewChild(Composer);

  /** From the route. */
  readonly conversationId = input.required<string>();

  protected readonly me = computed(() => this.#me()?.id ?? '');
  protected readonly thread = computed(() => this.#threads.thread(this.conversationId()));
  protected readonly partner = computed(() => {
    const conversation = this.#conversations.list().find(({ id }) => id === this.conversationId());
    return conversation && partnerOf(conversation, this.me());
  });
  protected readonly status = computed(() => {
    const partner = this.partner();
    return partner && this.#presence.status(partner.id);
  });
  protected readonly presenceWords = computed(() =>
    wordsOf(this.#presence.presence(this.partner()?.id ?? ''), this.#now()),
  );
  protected readonly lastSeenExactly = computed(() => {
    const seen = this.#presence.presence(this.partner()?.id ?? '')?.last_seen;
    return seen ? exactTime(Date.parse(seen)) : null;
  });
  protected readonly name = computed(() => this.partner()?.username ?? '…');
  protected readonly moreLabel = computed(() => $localize`More about ${this.name()}:name:`);
  protected readonly failure = computed(() => {
    const { state } = this.thread();
    return typeof state === 'object' ? state.failed : undefined;
  });
  /** Not mine, or not there: trying again would not help. */
  protected readonly closed = computed(() => {
    const problem = this.failure();
    return problem !== undefined && !mayPass(problem);
  });
  protected readonly changes = inject(ChangesStore);
  readonly #waiting = computed(() => this.#outgoing.byConversation().get(this.conversationId()) ?? []);
  protected readonly items = computed(() =>
    timelineOf(withOwnAhead(this.thread(), this.me()), this.#waiting(), this.me(), this.changes),
  );
  protected readonly blocks = inject(BlocksStore);
  protected readonly blocked = computed(() => this.blocks.isBlocked(this.partner()?.id ?? ''));
  protected readonly blockProblem = computed(() => this.blocks.problem(this.partner()?.id ?? '')?.message);
  /** The server has said so of a message that still stands there: another one would fare no better. */
  protected readonly refused = computed(() => this.#waiting().some(({ problem }) => problem?.code === 'forbidden'));
  protected readonly outgoing = this.#outgoing;
  protected readonly typing = inject(TypingStore);
  protected readonly isTyping = computed(() => this.typing.isTyping(this.conversationId()));
  /** Only what is known to be mine: for another's the server would refuse all that is asked with it. */
  readonly #mine = computed(() => (this.partner() ? this.conversationId() : undefined));
  /** Only what arrives while I look is spoken, not the history. */
  protected readonly spoken = signal<readonly { id: string; text: string }[]>([]);

  constructor() {
    effect((onCleanup) => {
      const id = this.conversationId();
      untracked(() => {
        this.#sync.openId.set(id);
        this.spoken.set([]);
        this.load();
        // Who opens a conversation means to write, and the rest of the list lies between.
        if (isAtAKeyboard()) afterNextRender(() => this.composer()?.focus(), { injector: this.#injector });
      });
      onCleanup(() => {
        this.#sync.openId.set(undefined);
        this.#threads.close(id);
      });
    });
    // A link may name one further down; where the list could not be had it may come later.
    effect(() => {
      const id = this.conversationId();
      const { state, moreState } = this.#conversations;
      const isIdle = state() === 'ready' && moreState() === 'idle';
      if (isIdle) untracked(() => void this.#conversations.ensure(id));
    });
    effect((onCleanup) => {
      const id = this.#mine();
      if (id) onCleanup(untracked(() => this.typing.follow(id)));
    });
    effect(() => {
      const message = this.#sync.arrived();
      const isHere = message && message.conversation_id === this.conversationId() && message.sender_id !== this.me();
      if (isHere) untracked(() => this.spoken.set([{ id: message.id, text: `${this.name()}: ${message.content}` }]));
    });
  }

  protected load(): void {
    void this.#threads.open(this.conversationId());
  }

  protected loadOlder(): void {
    void this.#threads.loadOlder(this.conversationId());
  }

  protected send(content: string): void {
    this.typing.sent(this.conversationId());
    this.#outgoing.send(this.conversationId(), content);
    this.timeline()?.showEnd();
  }
}

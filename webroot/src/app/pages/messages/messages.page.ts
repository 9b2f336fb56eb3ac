import {
  afterNextRender,
  ChangeDetectionStrategy,
  Component,
  computed,
  DestroyRef,
  DOCUMENT,
  effect,
  inject,
  Injector,
  viewChild,
} from '@angular/core';
import { Router, RouterOutlet } from '@angular/router';
import { isPlainEscape, isPlainKey } from '../../shared/keyboard/plain-key';
import { ConversationList } from './conversation-list';
import { MessageNews } from './message-news';
import { MessagesSync } from './messages-sync';

/** The list and, beside it or instead of it, one conversation. */
@Component({
  selector: 'dt-messages-page',
  imports: [ConversationList, RouterOutlet],
  template: `
    <dt-conversation-list />
    <section class="content"><router-outlet /></section>
  `,
  host: {
    '[class.open]': 'open()',
    '(document:keydown)': 'shortcut($event)',
  },
  styleUrl: './messages.page.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class MessagesPage {
  readonly #router = inject(Router);
  readonly #sync = inject(MessagesSync);
  readonly #document = inject(DOCUMENT);
  readonly #injector = inject(Injector);
  private readonly list = viewChild.required(ConversationList);

  protected readonly open = computed(() => this.#sync.openId() !== undefined);

  constructor() {
    const { listOpen } = inject(MessageNews);
    listOpen.set(true);
    inject(DestroyRef).onDestroy(() => listOpen.set(false));
    let before: string | undefined;
    effect(() => {
      const now = this.#sync.openId();
      const left = now === undefined ? before : undefined;
      before = now;
      if (left !== undefined) afterNextRender(() => this.#leftFor(left), { injector: this.#injector });
    });
  }

  /** What had the focus is gone with the conversation: on in the list from where it stands there. */
  #leftFor(id: string): void {
    if (this.#document.activeElement === this.#document.body) this.list().focusOn(id);
  }

  /** `/` searches; `Esc` closes what is open. */
  protected shortcut(event: KeyboardEvent): void {
    if (event.key === '/' && isPlainKey(event)) {
      event.preventDefault();
      this.list().focusSearch();
    } else if (isPlainEscape(event) && this.open()) {
      void this.#router.navigate(['/messages']);
    }
  }
}

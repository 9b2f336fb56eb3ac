import { DestroyRef, DOCUMENT, inject, Injectable } from '@angular/core';
import { CLOCK } from '../../shared/services/browser';
import { ScreenFollowers } from '../../shared/ui/screen-followers';
import { TypingStore } from './typing.store';

/** A connection has room for 128 subscriptions; most of it is for others. */
const MAX_FOLLOWED = 40;

/** Hears who types and who is there in the conversations that are on the screen, and in no others. */
@Injectable()
export class LiveConversations extends ScreenFollowers {
  constructor() {
    const typing = inject(TypingStore);
    super(inject(CLOCK), inject(DOCUMENT), MAX_FOLLOWED, (id) => typing.listen(id));
    inject(DestroyRef).onDestroy(() => this.end());
  }
}

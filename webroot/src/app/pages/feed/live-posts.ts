import { DestroyRef, DOCUMENT, inject, Injectable } from '@angular/core';
import { CLOCK } from '../../shared/services/browser';
import { ScreenFollowers } from '../../shared/ui/screen-followers';
import { FeedRealtimeService } from './feed-realtime.service';
import { PostsStore } from './posts.store';

/** A connection has room for 128 subscriptions; half of it is for others. */
const MAX_FOLLOWED = 64;

/** Follows the counts of the posts that are on the screen, and of no others. */
@Injectable()
export class LivePosts extends ScreenFollowers {
  constructor() {
    const realtime = inject(FeedRealtimeService);
    const posts = inject(PostsStore);
    super(inject(CLOCK), inject(DOCUMENT), MAX_FOLLOWED, (id, hasMissed) => {
      if (hasMissed) posts.load(id).catch(() => undefined);
      return realtime.followPost(id);
    });
    inject(DestroyRef).onDestroy(() => this.end());
  }
}

import { DestroyRef, DOCUMENT, effect, inject, Injectable, untracked } from '@angular/core';
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
    const followed = new Set<string>();
    super(inject(CLOCK), inject(DOCUMENT), MAX_FOLLOWED, (id) => {
      const unfollow = realtime.followPost(id);
      followed.add(id);
      posts.renew(id);
      return () => {
        followed.delete(id);
        unfollow();
      };
    });
    // Nobody repeats what happened while the connection was lost.
    effect(() => {
      if (realtime.status().state === 'live') untracked(() => followed.forEach((id) => posts.renew(id)));
    });
    inject(DestroyRef).onDestroy(() => this.end());
  }
}

import { DestroyRef, DOCUMENT, inject, Injectable } from '@angular/core';
import { CLOCK } from '../../shared/services/browser';
import { ScreenFollowers } from '../../shared/ui/screen-followers';
import { PostsStore } from '../feed/posts.store';

const MAX_AT_ONCE = 20;

/**
 * Reads the posts that the lines on the screen are about, unless they are known, so that the lines can name them: a
 * notification itself knows the id only.
 */
@Injectable()
export class NamedPosts extends ScreenFollowers {
  constructor() {
    const posts = inject(PostsStore);
    const named = new Set<string>();
    super(inject(CLOCK), inject(DOCUMENT), MAX_AT_ONCE, (id) => {
      if (id !== '' && !posts.find(id) && !posts.isRemoved(id)) posts.load(id).catch(() => undefined);
      named.add(id);
      return () => named.delete(id);
    });
    inject(DestroyRef).onDestroy(posts.keep(() => named));
    inject(DestroyRef).onDestroy(() => this.end());
  }
}

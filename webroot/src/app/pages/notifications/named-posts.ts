import { DestroyRef, DOCUMENT, inject, Injectable } from '@angular/core';
import { CLOCK } from '../../shared/services/browser';
import { ScreenFollowers } from '../../shared/ui/screen-followers';
import { PostsStore } from '../feed/posts.store';

const MAX_AT_ONCE = 20;

/**
 * Reads the posts that the lines on the screen are about, each once, so that the lines can name them: a notification
 * itself knows the id only.
 */
@Injectable()
export class NamedPosts extends ScreenFollowers {
  constructor() {
    const posts = inject(PostsStore);
    const asked = new Set<string>();
    super(inject(CLOCK), inject(DOCUMENT), MAX_AT_ONCE, (id) => {
      if (id !== '' && !asked.has(id) && !posts.find(id)) posts.load(id).catch(() => asked.delete(id));
      asked.add(id);
      return () => undefined;
    });
    inject(DestroyRef).onDestroy(() => this.end());
  }
}

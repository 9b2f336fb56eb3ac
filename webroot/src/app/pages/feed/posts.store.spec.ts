import { TestBed } from '@angular/core/testing';
import { communityBed } from '../../../testing/community-bed';
import { FakeWebsocket } from '../../../testing/fake-websocket';
import { post, posts } from '../../../testing/posts';
import { FeedStore } from './feed.store';
import { PostList } from './post-list';
import { PostsStore } from './posts.store';

describe('PostsStore', () => {
  let socket: FakeWebsocket;
  let store: PostsStore;

  beforeEach(() => {
    ({ socket } = communityBed());
    store = TestBed.inject(PostsStore);
  });

  const known = (from: number, to: number) => posts(from, to).filter(({ id }) => store.find(id)).length;

  it('lets go of many posts that nobody needs, and of none that somebody does', async () => {
    const list = new PostList(store, () => Promise.resolve({ items: posts(1, 20), next: null }));
    await list.pages.load();
    const stop = store.keep(() => ['post-21']);
    TestBed.inject(FeedStore).start();
    socket.emit('feed_update', { new_posts: 1, post_ids: ['post-22'], since: '' });
    for (let from = 21; from < 1020; from += 100) store.put(posts(from, from + 99));
    expect([known(1, 22), list.list().length, known(921, 1020)]).toEqual([22, 20, 100]);
    expect(known(1, 1020)).toBeLessThanOrEqual(500);
    list.end();
    stop();
    store.put(posts(2000, 2400));
    store.put(posts(2500, 2600));
    expect([known(1, 21), known(22, 22), known(2500, 2600)]).toEqual([0, 1, 101]);
  });

  it('remembers of many that were removed those that somebody shows, and the last', () => {
    store.keep(() => ['post-1']);
    for (let minute = 1; minute <= 600; minute += 1) store.removed(`post-${minute}`);
    const removed = posts(1, 600).filter(({ id }) => store.isRemoved(id)).length;
    expect([store.isRemoved('post-1'), store.isRemoved('post-2'), store.isRemoved('post-600')]).toEqual([
      true,
      false,
      true,
    ]);
    expect(removed).toBeLessThanOrEqual(500);
    store.put([post(1), post(600)]);
    expect([store.find('post-1'), store.find('post-600')]).toEqual([undefined, undefined]);
  });
});

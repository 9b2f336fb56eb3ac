import { TestBed } from '@angular/core/testing';
import { HttpErrorResponse } from '@angular/common/http';
import { createEnvironmentInjector, EnvironmentInjector } from '@angular/core';
import { communityBed } from '../../../testing/community-bed';
import { settled } from '../../../testing/fake-clock';
import { FakeBrowser } from '../../../testing/fake-tabs';
import { FakeWebsocket } from '../../../testing/fake-websocket';
import { post, posts } from '../../../testing/posts';
import { TABS } from '../../shared/services/browser';
import { FEED_PROVIDERS } from './feed.providers';
import { FeedStore } from './feed.store';
import { PostList } from './post-list';
import { Post } from './posts.api';
import { PostsStore } from './posts.store';

describe('PostsStore', () => {
  const notFound = new HttpErrorResponse({ status: 404, error: { code: 'not_found', message: 'not there' } });
  let api: ReturnType<typeof communityBed>['api'];
  let socket: FakeWebsocket;
  let store: PostsStore;

  beforeEach(() => {
    ({ socket, api } = communityBed());
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

  it('lets go of what turns out to be gone, whatever was asked of it', async () => {
    store.put([post(1), post(2), post(3)]);
    api.post.mockRejectedValue(notFound);
    api.remove.mockRejectedValue(notFound);
    api.like.mockRejectedValue(notFound);
    await store.load('post-1').catch(() => undefined);
    await store.remove('post-2');
    store.like(post(3));
    await settled();
    expect([known(1, 3), store.isRemoved('post-3')]).toEqual([0, true]);
  });

  it('keeps what I have liked while it was being read', async () => {
    store.put([post(1)]);
    let answer: (value: Post) => void = () => undefined;
    api.post.mockReturnValueOnce(new Promise((resolve) => (answer = resolve)));
    api.like.mockResolvedValueOnce(post(1, { liked: true, like_count: 1 }));
    const read = store.load('post-1');
    store.like(post(1));
    await settled();
    answer(post(1));
    await read;
    expect(store.find('post-1')).toMatchObject({ liked: true, like_count: 1 });
  });

  it('likes in all tabs', async () => {
    const browser = new FakeBrowser();
    const [first, second] = ['first', 'second'].map((id) =>
      createEnvironmentInjector(
        [FEED_PROVIDERS, { provide: TABS, useValue: browser.tab(id) }],
        TestBed.inject(EnvironmentInjector),
      ).get(PostsStore),
    );
    [first, second].forEach((tab) => tab?.put([post(1)]));
    first?.put([post(2)]);
    api.like.mockImplementation(async (id) => post(id === 'post-1' ? 1 : 2, { liked: true, like_count: 1 }));
    first?.like(post(1));
    first?.like(post(2));
    await settled();
    expect([second?.find('post-1')?.liked, second?.find('post-2')]).toEqual([true, undefined]);
  });
});

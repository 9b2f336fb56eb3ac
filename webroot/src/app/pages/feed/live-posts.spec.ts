import { TestBed } from '@angular/core/testing';
import { communityBed } from '../../../testing/community-bed';
import { FakeClock } from '../../../testing/fake-clock';
import { FakeWebsocket } from '../../../testing/fake-websocket';
import { post } from '../../../testing/posts';
import { LivePosts } from './live-posts';
import { PostsStore } from './posts.store';

describe('LivePosts', () => {
  let api: ReturnType<typeof communityBed>['api'];
  let socket: FakeWebsocket;
  let clock: FakeClock;
  let live: LivePosts;

  beforeEach(() => {
    ({ api, socket, clock } = communityBed());
    live = TestBed.inject(LivePosts);
  });

  const followed = () => [...socket.channels];

  it('follows what stays on the screen, not what is scrolled past', async () => {
    live.entered('a');
    await clock.pass(200);
    live.left('a');
    live.entered('b');
    await clock.pass(299);
    expect(followed()).toEqual([]);
    await clock.pass(1);
    expect(followed()).toEqual(['post:b']);
    live.left('b');
    await clock.pass(300);
    expect(followed()).toEqual([]);
  });

  it('keeps a post that stands on the screen twice until both are gone', async () => {
    live.entered('a');
    live.entered('a');
    live.left('a');
    await clock.pass(300);
    expect(followed()).toEqual(['post:a']);
  });

  it('follows the last 64 and never more', async () => {
    for (let n = 1; n <= 100; n += 1) live.entered(`${n}`);
    await clock.pass(300);
    expect([followed().length, followed()[0]]).toEqual([64, 'post:37']);
  });

  it('reads again a post that was read a while before it came onto the screen, or back onto it', async () => {
    TestBed.inject(PostsStore).put([post(1)]);
    live.entered('post-1');
    await clock.pass(300);
    live.left('post-1');
    await clock.pass(300);
    live.entered('post-1');
    await clock.pass(300);
    expect(api.post).not.toHaveBeenCalled();
    live.left('post-1');
    await clock.pass(60_000);
    live.entered('post-1');
    await clock.pass(300);
    expect(api.post.mock.calls).toEqual([['post-1']]);
  });

  it('reads again what stands on the screen when the connection is back', async () => {
    TestBed.tick();
    TestBed.inject(PostsStore).put([post(1), post(2)]);
    live.entered('post-1');
    await clock.pass(60_000);
    TestBed.tick();
    expect(api.post).not.toHaveBeenCalled();
    socket.status.set({ state: 'reconnecting', attempt: 1, retryAt: 0 });
    TestBed.tick();
    socket.status.set({ state: 'live' });
    TestBed.tick();
    expect(api.post.mock.calls).toEqual([['post-1']]);
  });

  it('follows nothing while nobody sees the page, and all of it again with the first look', async () => {
    const seen = vi.spyOn(document, 'visibilityState', 'get');
    const look = async (state: DocumentVisibilityState) => {
      seen.mockReturnValue(state);
      document.dispatchEvent(new Event('visibilitychange'));
      await clock.pass(300);
    };
    TestBed.inject(PostsStore).put([post(1)]);
    live.entered('post-1');
    await clock.pass(300);
    await look('hidden');
    expect(followed()).toEqual([]);
    await clock.pass(60_000);
    TestBed.inject(PostsStore).put([post(2)]);
    live.entered('post-2');
    await clock.pass(300);
    expect(followed()).toEqual([]);
    await look('visible');
    expect(followed()).toEqual(['post:post-1', 'post:post-2']);
    // What happened to it meanwhile nobody repeats.
    expect(api.post.mock.calls).toEqual([['post-1']]);
    seen.mockRestore();
  });
});

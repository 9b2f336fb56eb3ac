import { TestBed } from '@angular/core/testing';
import { communityBed } from '../../../testing/community-bed';
import { FakeClock } from '../../../testing/fake-clock';
import { FakeWebsocket } from '../../../testing/fake-websocket';
import { LivePosts } from './live-posts';

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

  it('reads again what happened to a post while it was scrolled away', async () => {
    for (const there of [true, false, true]) {
      expect(api.post).not.toHaveBeenCalled();
      if (there) live.entered('a');
      else live.left('a');
      await clock.pass(300);
    }
    expect(api.post.mock.calls).toEqual([['a']]);
  });

  it('follows nothing while nobody sees the page, and all of it again with the first look', async () => {
    const seen = vi.spyOn(document, 'visibilityState', 'get');
    const look = async (state: DocumentVisibilityState) => {
      seen.mockReturnValue(state);
      document.dispatchEvent(new Event('visibilitychange'));
      await clock.pass(300);
    };
    live.entered('a');
    await clock.pass(300);
    await look('hidden');
    expect(followed()).toEqual([]);
    live.entered('b');
    await clock.pass(300);
    expect(followed()).toEqual([]);
    await look('visible');
    expect(followed()).toEqual(['post:a', 'post:b']);
    // What happened to it meanwhile nobody repeats.
    expect(api.post.mock.calls).toEqual([['a']]);
    seen.mockRestore();
  });
});

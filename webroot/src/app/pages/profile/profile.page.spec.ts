import { HttpErrorResponse } from '@angular/common/http';
import { TestBed } from '@angular/core/testing';
import { Router } from '@angular/router';
import { RouterTestingHarness } from '@angular/router/testing';
import { BOBS_PROFILE, communityBed } from '../../../testing/community-bed';
import { settled } from '../../../testing/fake-clock';
import { alice, bob, carol, conversation } from '../../../testing/people';
import { comment, post } from '../../../testing/posts';
import { Conversation } from '../../shared/realtime';
import { LivePosts } from '../feed/live-posts';
import { Comment } from '../feed/posts.api';
import { PostPage } from '../post/post.page';
import { PostsStore } from '../feed/posts.store';
import { ProfilePage } from './profile.page';

describe('profiles and posts', () => {
  let bed: ReturnType<typeof communityBed>;
  let harness: RouterTestingHarness;

  beforeEach(() => {
    bed = communityBed([
      { path: 'profile/:username', component: ProfilePage },
      { path: 'posts/:postId', component: PostPage },
      { path: '**', children: [] },
    ]);
    TestBed.inject(PostsStore).start();
  });

  const page = () => harness.routeNativeElement as HTMLElement;
  const text = () => page().textContent.replace(/\s+/g, ' ');
  const button = (label: string) =>
    [...page().querySelectorAll('button')].find((one) => one.textContent.includes(label)) as HTMLButtonElement;
  const notFound = new HttpErrorResponse({ status: 404, error: { code: 'not_found', message: 'not there' } });

  async function stable(): Promise<void> {
    await settled();
    await harness.fixture.whenStable();
  }

  async function visit(url: string): Promise<void> {
    harness = await RouterTestingHarness.create(url);
    await stable();
  }

  async function press(label: string): Promise<void> {
    button(label).click();
    await stable();
  }

  const field = () => page().querySelector('textarea') as HTMLTextAreaElement;

  async function write(words: string): Promise<void> {
    field().value = words;
    field().dispatchEvent(new Event('input'));
    await stable();
  }

  describe('ProfilePage', () => {
    it('says who it is, and what they have posted', async () => {
      await visit('/profile/bob');
      expect(text()).toMatch(/bob.*Joined November 2025.*1 follower.*2 following.*post 3.*post 2.*post 1/);
      expect(bed.api.posts).toHaveBeenCalledWith({ author_id: 'user-bob' });
    });

    it('says whether they are there, and nothing of who may not be seen', async () => {
      const seen = new Date(Date.now() - 5 * 60_000).toISOString();
      bed.socket.send.mockResolvedValue({
        presences: [{ user_id: 'user-bob', status: 'offline', last_seen: seen }],
      });
      await visit('/profile/bob');
      await stable();
      expect(text()).toContain('Last seen 5 minutes ago');
      bed.socket.emit('presence_changed', { user_id: 'user-bob', status: 'away', last_seen: null });
      await stable();
      expect(text()).toContain('Away');
      bed.socket.emit('presence_changed', { user_id: 'user-bob', status: 'offline', last_seen: null });
      await stable();
      expect(page().querySelector('.presence, [data-status]')).toBeNull();
    });

    it('follows at once, and takes back what was refused', async () => {
      await visit('/profile/bob');
      bed.people.follow.mockResolvedValueOnce({ ...BOBS_PROFILE, following: true, follower_count: 8 });
      await press('Follow');
      expect(bed.people.follow).toHaveBeenCalledWith('user-bob', true);
      expect([text().includes('8 followers'), button('Following').getAttribute('aria-pressed')]).toEqual([
        true,
        'true',
      ]);
      bed.people.follow.mockRejectedValueOnce(new Error());
      await press('Following');
      expect(page().querySelector('[role=alert]')?.textContent).toBe('That did not work. Something went wrong.');
      expect(button('Following')).toBeDefined();
    });

    it('opens the conversation', async () => {
      await visit('/profile/bob');
      bed.messages.open.mockRejectedValueOnce(new Error());
      await press('Message');
      expect(page().querySelector('[role=alert]')).not.toBeNull();
      await press('Message');
      expect(TestBed.inject(Router).url).toBe('/messages/with-bob');
    });

    it('takes nobody into a conversation who has gone on before it was there', async () => {
      const opened: ((value: Conversation) => void)[] = [];
      bed.messages.open.mockImplementation(() => new Promise((resolve) => opened.push(resolve)));
      await visit('/profile/bob');
      await press('Message');
      bed.people.profile.mockResolvedValue({ ...BOBS_PROFILE, ...carol });
      await harness.navigateByUrl('/profile/carol');
      await stable();
      opened[0]?.(conversation(bob));
      await stable();
      expect([TestBed.inject(Router).url, button('Message').ariaDisabled]).toEqual(['/profile/carol', null]);
      await press('Message');
      await harness.navigateByUrl('/feed');
      opened[1]?.(conversation(carol));
      await stable();
      expect(TestBed.inject(Router).url).toBe('/feed');
    });

    it('offers me nothing to do with myself but to write', async () => {
      bed.people.profile.mockResolvedValue({ ...BOBS_PROFILE, ...alice });
      bed.api.posts.mockResolvedValue({ items: [], next: null });
      await visit('/profile/alice');
      expect([button('Follow'), button('Message')]).toEqual([undefined, undefined]);
      await press('Write something');
      expect(TestBed.inject(Router).url).toBe('/feed');
    });

    it('blocks and unblocks', async () => {
      await visit('/profile/bob');
      (page().querySelector('[aria-label="More about bob"]') as HTMLElement).click();
      await stable();
      (document.querySelector('.mat-mdc-menu-panel [mat-menu-item]') as HTMLElement).click();
      await stable();
      expect([bed.blocks.set.mock.lastCall, button('Follow')]).toEqual([['user-bob', true], undefined]);
      expect(text()).toContain('You blocked bob');
      bed.blocks.set.mockRejectedValueOnce(new Error());
      await press('Unblock');
      expect(page().querySelector('[role=alert]')?.textContent).toBe('That did not work. Something went wrong.');
      await press('Unblock');
      expect(button('Follow')).toBeDefined();
    });

    it('says that there is nobody, or why it is not known', async () => {
      bed.people.profile.mockRejectedValueOnce(notFound).mockRejectedValueOnce(new Error());
      await visit('/profile/nobody');
      expect(text()).toContain('Nobody is called “nobody”.');
      await harness.navigateByUrl('/profile/bob');
      await stable();
      expect(text()).toContain('Something went wrong.');
      await press('Try again');
      expect(text()).toContain('2 following');
    });
  });

  describe('PostPage', () => {
    it('shows the post whole, with its comments, and the one that the link names', async () => {
      await visit('/posts/post-1#comment-c2');
      expect(text()).toMatch(/post 1.*comment 1.*comment 2/);
      expect(page().querySelector('.marked')?.textContent).toContain('comment 2');
    });

    it('finds the comment that the link names further up, and does not look for ever', async () => {
      const older = [2, 1].map((minute) => comment(minute));
      bed.api.comments
        .mockResolvedValueOnce({ items: [comment(5), comment(4)], next: 'a' })
        .mockResolvedValueOnce({ items: [comment(3)], next: 'b' })
        .mockResolvedValueOnce({ items: older, next: 'c' });
      await visit('/posts/post-1#comment-c2');
      await stable();
      await stable();
      expect(page().querySelector('.marked')?.textContent).toContain('comment 2');
      expect(bed.api.comments).toHaveBeenCalledTimes(3);
      let minute = 1000;
      bed.api.comments.mockImplementation(async () => ({
        items: Array.from({ length: 20 }, () => comment((minute -= 1))),
        next: 'more',
      }));
      await harness.navigateByUrl('/posts/post-1#comment-gone');
      for (let page = 0; page < 30; page += 1) await stable();
      expect(bed.api.comments.mock.calls.length).toBeLessThan(20);
    });

    it('carries nothing of one post over to the next: no comment, no question, no text', async () => {
      const mine = [1, 2].map((minute) => post(minute, { author: alice, comment_count: 1 }));
      bed.api.post.mockImplementation(async (id) => mine.find((one) => one.id === id) ?? post(9));
      bed.api.comments.mockImplementation(async (id) => ({
        items: [comment(1, { id: `about ${id}`, content: `about ${id}` })],
        next: null,
      }));
      TestBed.inject(PostsStore).put(mine);
      let stored: (value: Comment) => void = () => undefined;
      bed.api.comment.mockReturnValueOnce(new Promise((resolve) => (stored = resolve)));
      await visit('/posts/post-1');
      (page().querySelector('.delete') as HTMLElement).click();
      await write('a slow one');
      page()
        .querySelector('form')
        ?.dispatchEvent(new SubmitEvent('submit', { cancelable: true }));
      await stable();
      await harness.navigateByUrl('/posts/post-2');
      await stable();
      await write('half written');
      expect([text().includes('about post-1'), text().includes('about post-2')]).toEqual([false, true]);
      expect(page().querySelector('.confirm')).toBeNull();
      stored(comment(3, { content: 'a slow one' }));
      await stable();
      expect([field().value, text().includes('a slow one')]).toEqual(['half written', false]);
      await harness.navigateByUrl('/posts/post-1');
      await stable();
      expect(field().value).toBe('');
    });

    it('reads it again when the connection is back, with what was said meanwhile', async () => {
      await visit('/posts/post-1');
      TestBed.inject(LivePosts).entered('post-1');
      await bed.clock.pass(60_000);
      bed.socket.status.set({ state: 'reconnecting', attempt: 1, retryAt: 0 });
      await stable();
      expect(bed.api.post).toHaveBeenCalledTimes(1);
      bed.api.post.mockResolvedValue(post(1, { comment_count: 3 }));
      bed.api.comments.mockResolvedValue({ items: [comment(4), comment(2), comment(1)], next: null });
      bed.socket.status.set({ state: 'live' });
      await stable();
      await stable();
      expect(text()).toMatch(/comment 1.*comment 2.*comment 4/);
    });

    it('is read by itself when the connection is there, without which it could not be had', async () => {
      bed.socket.status.set({ state: 'reconnecting', attempt: 1, retryAt: 0 });
      bed.api.post.mockRejectedValueOnce(new Error());
      await visit('/posts/post-1');
      expect(text()).toContain('Something went wrong.');
      bed.socket.status.set({ state: 'live' });
      await stable();
      await stable();
      expect(text()).toContain('post 1');
    });

    it('says when it is gone, also while I look', async () => {
      await visit('/posts/post-1');
      bed.socket.emit('post_removed', { post_id: 'post-1' });
      await stable();
      expect(text()).toContain('This post is not there, or not any more.');
      await press('Go to the feed');
      expect(TestBed.inject(Router).url).toBe('/feed');
    });

    it('says that it is not there, or why it could not be had', async () => {
      bed.api.post.mockRejectedValueOnce(notFound).mockRejectedValueOnce(new Error());
      await visit('/posts/gone');
      expect(text()).toContain('This post is not there, or not any more.');
      await harness.navigateByUrl('/posts/post-1');
      await stable();
      expect(text()).toContain('Something went wrong.');
      await press('Try again');
      expect(text()).toContain('post 1');
    });
  });
});

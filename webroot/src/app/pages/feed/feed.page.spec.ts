import { TestBed } from '@angular/core/testing';
import { vi } from 'vitest';
import { RouterTestingHarness } from '@angular/router/testing';
import { communityBed } from '../../../testing/community-bed';
import { settled } from '../../../testing/fake-clock';
import { FakeWebsocket } from '../../../testing/fake-websocket';
import { alice, bob } from '../../../testing/people';
import { comment, post, posts } from '../../../testing/posts';
import { FeedPage } from './feed.page';
import { FeedStore } from './feed.store';
import { Page } from '../../shared/http/page';
import { Post } from './posts.api';
import { FocusKeeper } from '../../shared/keyboard/focus-keeper';
import { AnyEvent } from '../../shared/realtime';
import { SettingsStore } from '../../shared/settings/settings.store';
import { PostsStore } from './posts.store';

describe('FeedPage', () => {
  let socket: FakeWebsocket;
  let api: ReturnType<typeof communityBed>['api'];
  let harness: RouterTestingHarness;

  beforeEach(() => {
    ({ socket, api } = communityBed(
      [
        { path: 'feed', component: FeedPage },
        { path: '**', children: [] },
      ],
      [FocusKeeper],
    ));
    TestBed.inject(PostsStore).start();
    TestBed.inject(FeedStore).start();
  });

  const page = () => harness.routeNativeElement as HTMLElement;
  const contents = () => [...page().querySelectorAll('article .content')].map(({ textContent }) => textContent);
  const banner = () => page().querySelector<HTMLElement>('.news button');
  const labelled = (label: string, within: Element = page()) =>
    [...within.querySelectorAll('button')].find(
      (one) => one.getAttribute('aria-label') === label || one.textContent.trim() === label,
    ) as HTMLButtonElement;

  async function stable(): Promise<void> {
    await settled();
    await harness.fixture.whenStable();
  }

  async function visit(): Promise<void> {
    harness = await RouterTestingHarness.create('/feed');
    document.body.append(harness.fixture.nativeElement as HTMLElement);
    await stable();
  }

  async function press(target: HTMLElement): Promise<void> {
    target.click();
    await stable();
  }

  async function write(label: string, text: string): Promise<void> {
    const field = page().querySelector(`textarea[aria-label="${label}"]`) as HTMLTextAreaElement;
    field.value = text;
    field.dispatchEvent(new Event('input'));
    await harness.fixture.whenStable();
    field.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', ctrlKey: true }));
    await stable();
  }

  const update = (ids: string[], count = ids.length) =>
    socket.emit('feed_update', { new_posts: count, post_ids: ids, since: '' });

  it('shows posts newest first, and follows the feed', async () => {
    await visit();
    expect(contents()).toEqual(['post 3', 'post 2', 'post 1']);
    expect(socket.channels).toContain('feed');
    expect(page().textContent).toContain('You have reached the beginning.');
  });

  it('has words for nothing and for what went wrong', async () => {
    api.posts.mockRejectedValueOnce(new Error()).mockResolvedValueOnce({ items: [], next: null });
    await visit();
    expect(page().textContent).toContain('Something went wrong.');
    await press(labelled('Try again'));
    await press(labelled('Write the first post'));
    expect(document.activeElement?.tagName).toBe('TEXTAREA');
  });

  it('lets new posts wait behind a banner, and shows them on a click', async () => {
    await visit();
    update(['post-5', 'post-4']);
    update(['post-5', 'post-4']);
    await stable();
    expect([banner()?.textContent.trim(), contents().length]).toEqual(['Show 2 new posts', 3]);
    api.posts.mockResolvedValue({ items: posts(1, 5), next: null });
    await press(banner() as HTMLElement);
    expect([banner(), contents()[0], contents().length]).toEqual([null, 'post 5', 5]);
  });

  it('shows them by itself where that is wished, but only at the top', async () => {
    await visit();
    TestBed.inject(SettingsStore).start();
    TestBed.inject(SettingsStore).change('feed_auto_refresh', true);
    await stable();
    api.posts.mockResolvedValue({ items: posts(1, 4), next: null });
    update(['post-4']);
    await stable();
    await stable();
    expect([banner(), contents().length]).toEqual([null, 4]);
    (page().querySelector('dt-page-column') as HTMLElement).scrollTop = 300;
    update(['post-5']);
    await stable();
    expect([banner()?.textContent.trim(), contents().length]).toEqual(['Show 1 new post', 4]);
  });

  it('offers on the first visit only what the list does not have', async () => {
    update(['post-3', 'post-2', 'post-0'], 60);
    api.posts.mockImplementationOnce(() => {
      update(['post-4']);
      return Promise.resolve({ items: posts(1, 3), next: null });
    });
    await visit();
    expect([banner()?.textContent.trim(), contents().length]).toEqual(['Show 1 new post', 3]);
  });

  it('says on the banner why they did not come', async () => {
    await visit();
    update(['post-4']);
    await stable();
    api.posts.mockRejectedValueOnce(new Error());
    await press(banner() as HTMLElement);
    expect(banner()?.textContent.trim()).toBe('Something went wrong. Try again');
    api.posts.mockResolvedValue({ items: posts(1, 4), next: null });
    await press(banner() as HTMLElement);
    expect([banner(), contents().length]).toEqual([null, 4]);
  });

  it('begins anew when there are more than a page of them: no holes', async () => {
    await visit();
    update(['post-60'], 60);
    await stable();
    expect(banner()?.textContent.trim()).toBe('Show 1+ new posts');
    api.posts.mockResolvedValue({ items: posts(41, 60), next: 'more' });
    await press(banner() as HTMLElement);
    expect([banner(), contents().length]).toEqual([null, 20]);
  });

  it('does not count what I wrote myself, nor what is gone already', async () => {
    await visit();
    update(['post-9', 'post-8']);
    await write('New post', '  hello everybody ');
    expect(api.write).toHaveBeenCalledWith('hello everybody');
    expect([contents()[0], banner()?.textContent.trim()]).toEqual(['post 9', 'Show 1 new post']);
    socket.emit('post_removed', { post_id: 'post-8' });
    socket.emit('post_removed', { post_id: 'post-3' });
    await stable();
    expect([banner(), contents()]).toEqual([null, ['post 9', 'post 2', 'post 1']]);
  });

  it('looks for news when the connection is back', async () => {
    await visit();
    socket.status.set({ state: 'reconnecting', attempt: 1, retryAt: 0 });
    await stable();
    api.posts.mockResolvedValue({ items: posts(1, 4), next: null });
    socket.status.set({ state: 'live' });
    await stable();
    await stable();
    expect(banner()?.textContent.trim()).toBe('Show 1 new post');
  });

  it('lets go of what was removed while the connection was lost, and keeps what I have written meanwhile', async () => {
    await visit();
    socket.status.set({ state: 'reconnecting', attempt: 1, retryAt: 0 });
    await stable();
    let answer: (page: Page<Post>) => void = () => undefined;
    api.posts.mockReturnValueOnce(new Promise((resolve) => (answer = resolve)));
    socket.status.set({ state: 'live' });
    await stable();
    await write('New post', 'hello');
    answer({ items: [post(3), post(1)], next: null });
    await stable();
    expect(contents()).toEqual(['post 9', 'post 3', 'post 1']);
  });

  it('reads the list once, when what is asked for misses nothing', async () => {
    socket.status.set({ state: 'connecting' });
    let arrive: () => void = () => undefined;
    vi.spyOn(socket, 'arrival').mockReturnValue(new Promise((resolve) => (arrive = resolve)));
    await visit();
    expect(api.posts).not.toHaveBeenCalled();
    socket.status.set({ state: 'live' });
    arrive();
    await stable();
    await stable();
    expect([contents().length, api.posts.mock.calls.length]).toEqual([3, 1]);
  });

  it('looks for what was posted before the feed was followed, once the list is there', async () => {
    socket.status.set({ state: 'connecting' });
    let answer: (page: Page<Post>) => void = () => undefined;
    api.posts.mockReturnValueOnce(new Promise((resolve) => (answer = resolve)));
    await visit();
    socket.status.set({ state: 'live' });
    await stable();
    expect(api.posts).toHaveBeenCalledOnce();
    api.posts.mockResolvedValue({ items: posts(1, 4), next: 'more' });
    answer({ items: posts(1, 3), next: 'more' });
    await stable();
    expect([banner()?.textContent.trim(), contents().length]).toEqual(['Show 1 new post', 3]);
  });

  it('keeps what I wrote when it could not be sent', async () => {
    await visit();
    api.write.mockRejectedValueOnce(new Error());
    await write('New post', 'hello');
    expect(page().querySelector('dt-writer [role=alert]')?.textContent).toContain('Not sent.');
    expect(page().querySelector('textarea')?.value).toBe('hello');
    await write('New post', 'hello');
    expect(page().querySelector('textarea')?.value).toBe('');
  });

  it('likes at once, keeps to the live counts, and takes back what was refused', async () => {
    await visit();
    let refuse: (error: Error) => void = () => undefined;
    api.like.mockReturnValueOnce(new Promise((_resolve, reject) => (refuse = reject)));
    await press(labelled('Like, 0 likes'));
    expect(labelled('Like, 1 like').getAttribute('aria-pressed')).toBe('true');
    socket.emit('post_counts', { posts: [{ post_id: 'post-3', like_count: 1, comment_count: 4 }] });
    await stable();
    expect([labelled('Like, 1 like') !== undefined, labelled('Comments, 4 comments') !== undefined]).toEqual([
      true,
      true,
    ]);
    refuse(new Error());
    await stable();
    expect(labelled('Like, 1 like')).toBeUndefined();
    expect(page().querySelector('article [role=alert]')?.textContent).toBe('That did not work. Something went wrong.');
    api.like.mockResolvedValueOnce(post(3, { liked: true, like_count: 8 }));
    await press(labelled('Like, 0 likes'));
    expect(api.like).toHaveBeenLastCalledWith('post-3', true);
    expect(labelled('Like, 8 likes').getAttribute('aria-pressed')).toBe('true');
  });

  it('opens the comments, oldest first, and follows them', async () => {
    api.posts.mockResolvedValue({ items: [post(1, { comment_count: 2 })], next: null });
    await visit();
    await press(labelled('Comments, 2 comments'));
    const said = () =>
      [...page().querySelectorAll('dt-comments li dt-rich-text')].map(({ textContent }) => textContent);
    expect(said()).toEqual(['comment 1', 'comment 2']);
    await write('Comment', 'well done');
    expect(api.comment).toHaveBeenCalledWith('post-1', 'well done');
    expect(said()).toEqual(['comment 1', 'comment 2', 'comment 3']);
    api.comments.mockResolvedValue({ items: [comment(5), comment(3)], next: null });
    socket.emit('post_counts', { posts: [{ post_id: 'post-1', like_count: 0, comment_count: 4 }] });
    await stable();
    expect(said()).toEqual(['comment 1', 'comment 2', 'comment 3', 'comment 5']);
  });

  it('deletes mine, asked twice', async () => {
    api.posts.mockResolvedValue({ items: [post(1, { author: alice }), post(0)], next: null });
    await visit();
    expect(page().querySelectorAll('.delete').length).toBe(1);
    await press(labelled('Delete'));
    await press(labelled('Keep'));
    await press(labelled('Delete'));
    api.remove.mockRejectedValueOnce(new Error());
    await press(labelled('Delete'));
    expect(page().querySelector('article [role=alert]')?.textContent).toBe('Not deleted. Something went wrong.');
    await press(labelled('Delete'));
    await press(labelled('Delete'));
    expect(contents()).toEqual(['post 0']);
  });

  it('keeps the focus at hand: on the question, back at the opener, then on the next post', async () => {
    TestBed.inject(FocusKeeper);
    const long = { content: 'x\n'.repeat(20), author: alice };
    api.posts.mockResolvedValue({ items: [post(2, long), post(1)], next: null });
    await visit();
    const pressed = async (label: string) => {
      labelled(label).focus();
      await press(labelled(label));
      const { ariaLabel, textContent, dataset } = document.activeElement as HTMLElement;
      return dataset['listItem'] ?? ariaLabel ?? textContent.trim();
    };
    expect(await pressed('Show all of it')).toBe('post-2');
    expect([await pressed('Delete'), await pressed('Keep'), await pressed('Delete')]).toEqual([
      'Delete',
      'Delete',
      'Delete',
    ]);
    expect(document.activeElement?.className).toContain('danger');
    document.activeElement?.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true }));
    await stable();
    expect(document.activeElement?.className).toBe('delete');
    await pressed('Delete');
    expect(await pressed('Delete')).toBe('post-1');
  });

  it('shows whether an author is here, of those whom I follow', async () => {
    await visit();
    const status = () => page().querySelector<HTMLElement>('article dt-avatar')?.dataset['status'];
    expect(status()).toBeUndefined();
    const data = { user_id: bob.id, status: 'busy', last_seen: null };
    socket.events.next({ event: 'presence_changed', channel: `user:${alice.id}`, data } as AnyEvent);
    await stable();
    expect([status(), page().querySelector('article header')?.textContent]).toEqual([
      'busy',
      expect.stringContaining('Busy'),
    ]);
  });

  it('folds what is long', async () => {
    api.posts.mockResolvedValue({ items: [post(1, { content: 'x\n'.repeat(20) })], next: null });
    await visit();
    expect(page().querySelector('.folded')).not.toBeNull();
    await press(labelled('Show all of it'));
    expect(page().querySelector('.folded')).toBeNull();
  });

  it('is where I left it when I come back', async () => {
    await visit();
    (page().querySelector('dt-page-column') as HTMLElement).scrollTop = 120;
    await harness.navigateByUrl('/elsewhere');
    expect(TestBed.inject(FeedStore).scrollTop).toBe(120);
    await harness.navigateByUrl('/feed');
    await stable();
    expect((page().querySelector('dt-page-column') as HTMLElement).scrollTop).toBe(120);
    expect(api.posts).toHaveBeenCalledTimes(1);
  });
});

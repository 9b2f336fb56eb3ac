import { post, posts } from '../../../testing/posts';
import { applyUpdate, NO_NEWS, without, withNews, wordsFor } from './feed-news';
import { applyCounts, asWished, goneFrom, newestFirst, putPosts } from './posts';

describe('posts', () => {
  const known = putPosts(new Map(), [post(1), post(2)]);

  it('take the counts that come, of those that are known, however often', () => {
    const counts = [
      { post_id: 'post-1', like_count: 7, comment_count: 2 },
      { post_id: 'unknown', like_count: 1, comment_count: 1 },
    ];
    const once = applyCounts(known, counts);
    expect(once.get('post-1')).toMatchObject({ like_count: 7, comment_count: 2 });
    expect([...applyCounts(once, counts)]).toEqual([...once]);
    expect(applyCounts(known, counts.slice(1))).toBe(known);
  });

  it('keep a count that another service does not know', () => {
    const known = putPosts(new Map(), [post(1, { like_count: 3, comment_count: 4 })]);
    const counts = [{ post_id: 'post-1', like_count: null, comment_count: 5 }];
    expect(applyCounts(known, counts).get('post-1')).toMatchObject({ like_count: 3, comment_count: 5 });
  });

  it('show a like as wished, with its number, and never less than none', () => {
    expect(asWished(post(1), true)).toMatchObject({ liked: true, like_count: 1 });
    expect(asWished(post(1, { liked: true, like_count: 0 }), false)).toMatchObject({ liked: false, like_count: 0 });
    const plain = post(1);
    expect([asWished(plain, undefined), asWished(plain, false)]).toEqual([plain, plain]);
  });

  it('are gone that the newest page lacks, as far as it reaches', () => {
    const page = (next: string | null) => ({ items: [post(5), post(3)], next });
    const gone = (next: string | null) => goneFrom(page(next), posts(1, 6)).map(({ id }) => id);
    expect(gone('more')).toEqual(['post-6', 'post-4']);
    expect(gone(null)).toEqual(['post-6', 'post-4', 'post-2', 'post-1']);
    expect(goneFrom({ items: [], next: null }, [post(1)])).toEqual([post(1)]);
  });

  it('stand newest first', () => {
    expect([post(1), post(3), post(2)].sort(newestFirst).map(({ id }) => id)).toEqual(['post-3', 'post-2', 'post-1']);
  });
});

describe('the news of the feed', () => {
  const update = { new_posts: 2, post_ids: ['b', 'a'], since: '' };

  it('gather over updates, each post once', () => {
    const news = applyUpdate(applyUpdate(applyUpdate(NO_NEWS, update), update), { ...update, post_ids: ['c', 'b'] });
    expect([[...news.ids], news.more]).toEqual([['b', 'a', 'c'], false]);
    expect([...without(news, 'a').ids]).toEqual(['b', 'c']);
  });

  it('know that there are more than an update names', () => {
    expect(applyUpdate(NO_NEWS, { ...update, new_posts: 80 }).more).toBe(true);
  });

  it('count to two hundred, the newest, and say then that there are more', () => {
    const ids = (from: number) => Array.from({ length: 150 }, (_, n) => `${from + n}`);
    const news = withNews(withNews(NO_NEWS, ids(0), false), ids(150), false);
    expect([news.ids.size, news.more, news.ids.has('99'), news.ids.has('299')]).toEqual([200, true, false, true]);
    expect(withNews(NO_NEWS, ids(0), false).more).toBe(false);
  });

  it.each([
    [0, false, ''],
    [1, false, 'Show 1 new post'],
    [5, false, 'Show 5 new posts'],
    [50, true, 'Show 50+ new posts'],
    [0, true, 'Show new posts'],
  ])('%i, more: %s → %s', (count, more, words) => {
    expect(wordsFor(count, more)).toBe(words);
  });
});

import { Page } from '../../shared/http/page';
import { PostList } from './post-list';
import { Post } from './posts.api';
import { PostsStore } from './posts.store';

describe('PostList', () => {
  const known = new Map<string, Post>();
  const store = {
    put: (posts: readonly Post[]) => posts.forEach((post) => known.set(post.id, post)),
    find: (id: string) => known.get(id),
    keep: () => () => undefined,
  } as unknown as PostsStore;

  const written = (id: string, created_at: string) => ({ id, created_at }) as Post;

  it('keeps what was written while the first page was on its way', async () => {
    let arrive: (page: Page<Post>) => void = () => undefined;
    const list = new PostList(store, () => new Promise((resolve) => (arrive = resolve)));
    const loading = list.pages.load();
    const mine = written('mine', '2026-01-01T00:00:05Z');
    store.put([mine]);
    list.add(mine);
    arrive({ items: [written('older', '2026-01-01T00:00:01Z')], next: null });
    await loading;
    expect(list.list().map(({ id }) => id)).toEqual(['mine', 'older']);
  });
});

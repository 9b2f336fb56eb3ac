import { Page } from '../../shared/http/page';
import { PostCounts } from '../../shared/realtime';
import { Post } from './posts.api';

/** The posts that are known, by id. Pure functions: what comes may come twice. */
export type Posts = ReadonlyMap<string, Post>;

export function putPosts(posts: Posts, loaded: readonly Post[]): Posts {
  return new Map([...posts, ...loaded.map((post) => [post.id, post] as const)]);
}

/** Absolute numbers; what is not known stays, and a post that nobody has loaded is passed over. */
export function applyCounts(posts: Posts, counts: readonly PostCounts[]): Posts {
  const changed = counts.flatMap(({ post_id, like_count, comment_count }) => {
    const post = posts.get(post_id);
    if (!post) return [];
    return [{ ...post, like_count: like_count ?? post.like_count, comment_count: comment_count ?? post.comment_count }];
  });
  return changed.length === 0 ? posts : putPosts(posts, changed);
}

/** As I wish it, before the server has said so. */
export function asWished(post: Post, liked: boolean | undefined): Post {
  if (liked === undefined || liked === post.liked) return post;
  return { ...post, liked, like_count: Math.max(0, post.like_count + (liked ? 1 : -1)) };
}

/** Of those that were known when the newest page was asked for: it would have them if they were still there. */
export function goneFrom({ items, next }: Page<Post>, known: readonly Post[]): Post[] {
  const there = new Set(items.map(({ id }) => id));
  const oldest = items.at(-1);
  const isBelow = (post: Post) => next !== null && (oldest === undefined || newestFirst(post, oldest) > 0);
  return known.filter((post) => !there.has(post.id) && !isBelow(post));
}

export function newestFirst(a: Post, b: Post): number {
  return Date.parse(b.created_at) - Date.parse(a.created_at) || (a.id < b.id ? 1 : -1);
}

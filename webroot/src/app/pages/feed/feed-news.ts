import { Events } from '../../shared/realtime';
import { plural } from '../../shared/language/numbers';

/** What others have posted since the list was read. Pure functions: an update may come twice. */
export interface News {
  readonly ids: ReadonlySet<string>;
  /** There were more than an update names. */
  readonly more: boolean;
}

export const NO_NEWS: News = { ids: new Set(), more: false };

/** Nobody counts on beyond them. */
const MOST = 200;

/** @param more there are others, that are not named */
export function withNews(news: News, ids: readonly string[], more: boolean): News {
  const all = [...new Set([...news.ids, ...ids])];
  return { ids: new Set(all.slice(-MOST)), more: news.more || more || all.length > MOST };
}

export function applyUpdate(news: News, { new_posts, post_ids }: Events['feed_update']): News {
  return withNews(news, post_ids, new_posts > post_ids.length);
}

export function without(news: News, postId: string): News {
  return { ...news, ids: new Set([...news.ids].filter((id) => id !== postId)) };
}

/** "Show 5 new posts"; nothing to say is no words. */
export function wordsFor(count: number, more: boolean): string {
  if (count === 0 && !more) return '';
  if (more) return count === 0 ? $localize`Show new posts` : $localize`Show ${count}:count:+ new posts`;
  return plural(count, $localize`Show 1 new post`, $localize`Show ${count}:count: new posts`);
}

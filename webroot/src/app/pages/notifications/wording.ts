import { inDigits, plural } from '../../shared/language/numbers';
import { Notification } from '../../shared/realtime';
import { excerptOf } from '../../shared/text/excerpt';
import { isolated } from '../../shared/text/isolated';

/** "carol and 5 others liked your post", in its parts: the name is shown as one. */
export interface Wording {
  before: string;
  who: string;
  after: string;
}

/** No username and no post holds this character. */
const NAME = '\u0000';
const EXCERPT_CHARACTERS = 40;

/** @param post what the post says that it is about, where that is known */
export function wordingOf(notification: Notification, post?: string): Wording {
  // Each language has its own place for the name.
  const [before = '', after = ''] = naming(sentence(notification, NAME), post).split(NAME);
  return { before, who: notification.actor.username, after };
}

export function sentenceOf(notification: Notification): string {
  return sentence(notification, notification.actor.username);
}

export function manyNewNotifications(count: number): string {
  return plural(count, $localize`1 new notification`, $localize`${inDigits(count)}:count: new notifications`);
}

/** Where it leads: the post (and the comment in it), or the person. */
export function targetOf(notification: Notification): { path: string[]; fragment?: string } {
  const { type, actor, post_id, comment_id } = notification;
  if (type === 'follow' || !post_id) return { path: ['/profile', actor.username] };
  const path = ['/posts', post_id];
  return comment_id ? { path, fragment: `comment-${comment_id}` } : { path };
}

/** “How I cut our build…”: enough to know the post by. */
function naming(words: string, post: string | undefined): string {
  const line = post?.replaceAll('`', '').trim().split('\n', 1)[0] ?? '';
  if (line === '') return words;
  return $localize`${words}:sentence: “${isolated(excerptOf(line, EXCERPT_CHARACTERS))}:excerpt:”`;
}

/** Whole sentences, not parts: a verb may change with how many there are. */
function sentence({ type, comment_id, actors_count }: Notification, who: string): string {
  const others = actors_count - 1;
  const count = inDigits(others);
  const fitting = (alone: string, one: string, many: string) => (others <= 0 ? alone : plural(others, one, many));
  switch (type) {
    case 'like':
      return fitting(
        $localize`${who}:who: liked your post`,
        $localize`${who}:who: and 1 other liked your post`,
        $localize`${who}:who: and ${count}:count: others liked your post`,
      );
    case 'comment':
      return fitting(
        $localize`${who}:who: commented on your post`,
        $localize`${who}:who: and 1 other commented on your post`,
        $localize`${who}:who: and ${count}:count: others commented on your post`,
      );
    case 'follow':
      return fitting(
        $localize`${who}:who: followed you`,
        $localize`${who}:who: and 1 other followed you`,
        $localize`${who}:who: and ${count}:count: others followed you`,
      );
    case 'mention':
      return comment_id
        ? fitting(
            $localize`${who}:who: mentioned you in a comment`,
            $localize`${who}:who: and 1 other mentioned you in a comment`,
            $localize`${who}:who: and ${count}:count: others mentioned you in a comment`,
          )
        : fitting(
            $localize`${who}:who: mentioned you in a post`,
            $localize`${who}:who: and 1 other mentioned you in a post`,
            $localize`${who}:who: and ${count}:count: others mentioned you in a post`,
          );
  }
}

import { Notification } from '../../shared/realtime';

/** "carol and 5 others liked your post", in its parts: the name is shown as one. */
export interface Wording {
  who: string;
  others: string;
  what: string;
}

export function wordingOf(notification: Notification): Wording {
  return {
    who: notification.actor.username,
    others: othersOf(notification.actors_count - 1),
    what: whatOf(notification),
  };
}

export function sentenceOf(notification: Notification): string {
  const { who, others, what } = wordingOf(notification);
  return [who, others, what].filter((part) => part !== '').join(' ');
}

/** Where it leads: the post (and the comment in it), or the person. */
export function targetOf(notification: Notification): { path: string[]; fragment?: string } {
  const { type, actor, post_id, comment_id } = notification;
  if (type === 'follow' || !post_id) return { path: ['/profile', actor.username] };
  const path = ['/posts', post_id];
  return comment_id ? { path, fragment: `comment-${comment_id}` } : { path };
}

function othersOf(count: number): string {
  if (count <= 0) return '';
  return count === 1 ? 'and 1 other' : `and ${count} others`;
}

function whatOf({ type, comment_id }: Notification): string {
  switch (type) {
    case 'like':
      return 'liked your post';
    case 'comment':
      return 'commented on your post';
    case 'follow':
      return 'followed you';
    case 'mention':
      return comment_id ? 'mentioned you in a comment' : 'mentioned you in a post';
  }
}

import { Comment, Post } from '../app/pages/feed/posts.api';
import { minuteAt } from './notifications';
import { bob } from './people';

/** What bob posted; the number is the minute in which he did. */
export function post(minute: number, changes: Partial<Post> = {}): Post {
  return {
    id: `post-${minute}`,
    author: bob,
    content: `post ${minute}`,
    like_count: 0,
    comment_count: 0,
    liked: false,
    created_at: minuteAt(minute),
    ...changes,
  };
}

/** Newest first, as the server gives them. */
export function posts(from: number, to: number): Post[] {
  return Array.from({ length: to - from + 1 }, (_, index) => post(to - index));
}

export function comment(minute: number, changes: Partial<Comment> = {}): Comment {
  return {
    id: `c${minute}`,
    post_id: 'post-1',
    author: bob,
    content: `comment ${minute}`,
    created_at: minuteAt(minute),
    ...changes,
  };
}

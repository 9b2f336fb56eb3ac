import { Notification } from '../app/shared/realtime';
import { carol, NOON } from './people';

/** carol likes alice's post; `minute` is when it last changed. */
export function notification(minute = 0, changes: Partial<Notification> = {}): Notification {
  return {
    id: 'notification-1',
    type: 'like',
    actor: carol,
    actors_count: 1,
    post_id: 'post-1',
    comment_id: null,
    read: false,
    created_at: minuteAt(0),
    updated_at: minuteAt(minute),
    ...changes,
  };
}

export function minuteAt(minute: number): string {
  return new Date(NOON + minute * 60_000).toISOString();
}

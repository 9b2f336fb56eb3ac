/** Values inside frames and HTTP answers, named as they are on the wire. Times ending in `_at` are ISO-8601 UTC. */

export interface UserRef {
  id: string;
  username: string;
}

export type PresenceStatus = 'online' | 'away' | 'busy' | 'offline';

export interface Presence {
  user_id: string;
  status: PresenceStatus;
  /** Of who is offline and may be seen, ISO-8601. */
  last_seen: string | null;
}

export type DeliveryStatus = 'sent' | 'delivered' | 'read';

export interface Message {
  id: string;
  conversation_id: string;
  /** Gapless from 1 within its conversation: the order in which everyone sees the messages. */
  conversation_seq: number;
  sender_id: string;
  content: string;
  client_message_id: string;
  /** Unix milliseconds. */
  timestamp: number;
  status: DeliveryStatus;
  read: boolean;
  edited_at: string | null;
  deleted: boolean;
}

export interface Conversation {
  id: string;
  participants: UserRef[];
  last_message: Message | null;
  unread_count: number;
  updated_at: string;
}

export type NotificationType = 'like' | 'comment' | 'follow' | 'mention';

export interface Notification {
  id: string;
  type: NotificationType;
  /** The newest of `actors_count` people. */
  actor: UserRef;
  actors_count: number;
  post_id: string | null;
  comment_id: string | null;
  read: boolean;
  created_at: string;
  /** Moves when it grows ("carol and 5 others"). */
  updated_at: string;
}

/** `null`: the service that tells of it does not know. */
export interface PostCounts {
  post_id: string;
  like_count: number | null;
  comment_count: number | null;
}

export type ErrorCode =
  | 'invalid_frame'
  | 'unsupported_version'
  | 'unknown_event'
  | 'invalid_data'
  | 'unauthorized'
  | 'token_expired'
  | 'forbidden'
  | 'not_found'
  | 'rate_limited'
  | 'too_large'
  | 'too_many_connections'
  | 'too_many_subscriptions'
  | 'unavailable'
  | 'internal';

/** What the server answers to a refused command, and over HTTP to a refused request. */
export interface ErrorBody {
  code: ErrorCode;
  message: string;
  field?: string;
  retry_after_ms?: number;
}

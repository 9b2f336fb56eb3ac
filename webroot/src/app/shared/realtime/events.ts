import { Message, Notification, PostCounts, Presence, PresenceStatus } from './payloads';

/** How a stream goes on: `none` fresh start, `full` everything missed follows, `reset` reload over HTTP. */
export interface ResumeOutcome {
  result: 'none' | 'full' | 'reset';
  from?: number;
  to?: number;
  reason?: 'too_old' | 'epoch_changed' | 'invalid_position';
  subscriptions_restored?: boolean;
}

export interface Welcome {
  connection_id: string;
  user_id: string;
  session: string;
  epoch: string;
  seq: number;
  resume: ResumeOutcome;
  channels: string[];
  heartbeat_ms: number;
  max_frame_bytes: number;
  server_time: number;
  versions: number[];
}

/** The data of every event the server sends, by event name. */
export interface Events {
  welcome: Welcome;
  pong: object;
  draining: { retry_after_ms: number };
  token_expiring: { expires_at: string };
  resync: { reason: string; epoch: string; seq: number };
  new_message: { message: Message; unread_count: number };
  message_delivered: { conversation_id: string; message_ids: string[]; delivered_at: string };
  message_edited: { message: Message };
  /** `unread_count` of its conversation: one that was never read does not count any more. */
  message_deleted: { message: Message; unread_count: number };
  read_receipt: { conversation_id: string; message_ids: string[]; reader_id: string; read_at: string };
  messages_read: { message_ids: string[]; conversation_unread: Record<string, number> };
  /** The other one, in a conversation that I follow. Best cleared after a while even if no `typing_stop` comes. */
  typing_start: Typing;
  typing_stop: Typing;
  /** After the welcome those followed who are not offline; later, and in a conversation, those who changed. */
  presence_state: { presences: Presence[] };
  presence_changed: Presence;
  new_notification: { notification: Notification; unread_count: number };
  /** It grew, or there is no reason for it any more (`withdrawn`). */
  notification_updated: { notification: Notification; unread_count: number; withdrawn?: boolean };
  /** Several that began (`new_ids`) or grew. */
  notification_batch: { notifications: Notification[]; new_ids?: string[]; unread_count: number };
  /** On whichever device of mine; `all`: everything up to now. */
  notifications_read: { notification_ids?: string[]; all?: boolean; unread_count: number };
  /** `post_ids` are at most 50 of the `new_posts`, newest first. */
  feed_update: { new_posts: number; post_ids: string[]; since: string };
  post_counts: { posts: PostCounts[] };
  post_removed: { post_id: string };
}

export interface Typing {
  conversation_id: string;
  user_id: string;
  username: string;
}

export type EventName = keyof Events;

/** The data of every command, and of its ack. */
export interface Commands {
  authenticate: { type: 'system'; data: { token: string; resume?: ResumeRequest }; ack: Welcome };
  refresh_token: { type: 'system'; data: { token: string }; ack: { expires_at: string } };
  subscribe: { type: 'system'; data: { channels: string[] }; ack: { channels: string[] } };
  unsubscribe: { type: 'system'; data: { channels: string[] }; ack: { channels: string[] } };
  ping: { type: 'system'; data: Record<string, never>; ack: object };
  send_message: {
    type: 'message';
    /** To a conversation, or to a person, with whom it opens one where there is none. */
    data: ({ conversation_id: string } | { recipient_id: string }) & { content: string; client_message_id: string };
    ack: { message: Message };
  };
  edit_message: { type: 'message'; data: { message_id: string; content: string }; ack: { message: Message } };
  delete_message: { type: 'message'; data: { message_id: string }; ack: { message: Message } };
  message_read: {
    type: 'message';
    data: { message_ids: string[] };
    ack: { conversation_unread: Record<string, number> };
  };
  typing_start: { type: 'typing'; data: { conversation_id: string }; ack: object };
  typing_stop: { type: 'typing'; data: { conversation_id: string }; ack: object };
  set_status: {
    type: 'presence';
    /** `automatic`: noticed by this device, not chosen by the person. */
    data: { status: PresenceStatus; automatic?: boolean };
    ack: { status: PresenceStatus };
  };
  query: { type: 'presence'; data: { user_ids: string[] }; ack: { presences: Presence[] } };
  mark_read: {
    type: 'notification';
    data: { notification_ids: string[] } | { all: true };
    ack: { unread_count: number };
  };
}

export interface ResumeRequest {
  session?: string;
  epoch: string;
  seq: number;
}

export type CommandName = keyof Commands;

/** A command as the app writes it; the connection adds version and id. */
export type CommandOf<C extends CommandName> = {
  [K in C]: { type: Commands[K]['type']; event: K; data: Commands[K]['data'] };
}[C];
export type AckOf<C extends CommandName> = Commands[C]['ack'];

import { Conversation, Message, UserRef } from '../app/shared/realtime';

export const alice: UserRef = { id: 'user-alice', username: 'alice' };
export const bob: UserRef = { id: 'user-bob', username: 'bob' };
export const carol: UserRef = { id: 'user-carol', username: 'carol' };

/** Noon of a day in the local time zone, so that day separators do not depend on where the test runs. */
export const NOON = new Date(2025, 10, 24, 12).getTime();

/** What bob says to alice; the number is its place in the conversation. */
export function message(seq: number, changes: Partial<Message> = {}): Message {
  return {
    id: `message-${seq}`,
    conversation_id: 'with-bob',
    conversation_seq: seq,
    sender_id: bob.id,
    content: `message ${seq}`,
    client_message_id: `client-${seq}`,
    timestamp: NOON + seq * 1000,
    status: 'sent',
    read: false,
    edited_at: null,
    deleted: false,
    ...changes,
  };
}

export function messages(from: number, to: number): Message[] {
  return Array.from({ length: to - from + 1 }, (_, index) => message(from + index));
}

/** A page of history as the server gives it: newest first. */
export function page(from: number, to: number): { items: Message[]; next: string | null } {
  return { items: messages(from, to).reverse(), next: from > 1 ? 'more' : null };
}

export function conversation(partner: UserRef, changes: Partial<Conversation> = {}): Conversation {
  return {
    id: `with-${partner.username}`,
    participants: [alice, partner],
    last_message: null,
    unread_count: 0,
    updated_at: new Date(NOON).toISOString(),
    ...changes,
  };
}

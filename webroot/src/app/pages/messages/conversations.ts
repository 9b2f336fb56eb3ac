import { Conversation, Message, UserRef } from '../../shared/realtime';

import { newer } from './thread';
import { plural } from '../../shared/language/numbers';
import { isolated } from '../../shared/text/isolated';

/** The list of conversations, newest first. Pure functions. */

export function mergeConversations(known: readonly Conversation[], loaded: readonly Conversation[]): Conversation[] {
  const byId = new Map(known.map((conversation) => [conversation.id, conversation]));
  for (const conversation of loaded) {
    const before = byId.get(conversation.id);
    byId.set(conversation.id, before ? merged(before, conversation) : conversation);
  }
  return newestFirst([...byId.values()]);
}

/** An answer that events have overtaken says nothing new. */
function merged(before: Conversation, loaded: Conversation): Conversation {
  if (lastSeqOf(before) > lastSeqOf(loaded)) return before;
  const [known, last] = [before.last_message, loaded.last_message];
  return known && last && known.id === last.id ? { ...loaded, last_message: newer(known, last) } : loaded;
}

/** Undefined when the conversation is not in the list: it has to be loaded. */
export function applyToList(
  list: readonly Conversation[],
  message: Message,
  unreadCount: number | undefined,
): Conversation[] | undefined {
  const conversation = list.find(({ id }) => id === message.conversation_id);
  if (!conversation) return undefined;
  const last = conversation.last_message;
  const isLast = !last || message.conversation_seq >= last.conversation_seq;
  const changed: Conversation = {
    ...conversation,
    last_message: last?.id === message.id ? newer(last, message) : isLast ? message : last,
    unread_count: unreadCount ?? conversation.unread_count,
    updated_at: isLast ? new Date(message.timestamp).toISOString() : conversation.updated_at,
  };
  return newestFirst(list.map((other) => (other.id === changed.id ? changed : other)));
}

export function applyUnread(list: readonly Conversation[], unread: Readonly<Record<string, number>>): Conversation[] {
  return list.map((conversation) => {
    const count = unread[conversation.id];
    return count === undefined || count === conversation.unread_count
      ? conversation
      : { ...conversation, unread_count: count };
  });
}

export function partnerOf(conversation: Conversation, me: string): UserRef {
  const partner = conversation.participants.find(({ id }) => id !== me) ?? conversation.participants[0];
  return partner ?? { id: conversation.id, username: $localize`Deleted user` };
}

/** What was said last, in one line, without the signs of code. */
export function previewOf({ last_message: message }: Conversation, me: string): string {
  if (!message) return $localize`No messages yet`;
  if (message.deleted) return $localize`Message deleted`;
  const text = message.content.replaceAll('`', '').trim();
  return message.sender_id === me ? $localize`You: ${isolated(text)}:text:` : text;
}

export function manyNewMessages(count: number): string {
  return plural(count, $localize`1 new message`, $localize`${count}:count: new messages`);
}

function newestFirst(list: readonly Conversation[]): Conversation[] {
  return [...list].sort((a, b) => timeOf(b) - timeOf(a));
}

export function timeOf(conversation: Conversation): number {
  return conversation.last_message?.timestamp ?? Date.parse(conversation.updated_at);
}

function lastSeqOf(conversation: Conversation): number {
  return conversation.last_message?.conversation_seq ?? 0;
}

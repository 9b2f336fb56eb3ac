import { Provider } from '@angular/core';
import { PresenceStore } from '../../shared/presence/presence.store';
import { ChangesStore } from './changes.store';
import { ConversationsStore } from './conversations.store';
import { LiveConversations } from './live-conversations';
import { MessageAlertsStore } from './message-alerts.store';
import { MessageNews } from './message-news';
import { MessageToastsStore } from './message-toasts.store';
import { MessagesSync } from './messages-sync';
import { OutgoingStore } from './outgoing.store';
import { ReadingStore } from './reading.store';
import { ThreadsStore } from './threads.store';
import { TypingStore } from './typing.store';

/** One set for each signed-in user: they live and die with the shell. */
export const MESSAGES_PROVIDERS: Provider[] = [
  ConversationsStore,
  ThreadsStore,
  OutgoingStore,
  ChangesStore,
  ReadingStore,
  TypingStore,
  LiveConversations,
  PresenceStore,
  MessagesSync,
  MessageNews,
  MessageToastsStore,
  MessageAlertsStore,
];

import { Message } from '../../shared/realtime';
import { dayOf } from '../../shared/time/times';
import { changed, Changes } from './changes';
import { Outgoing } from './outgoing';

/** What is sent, and what is on its way, in one shape for the screen. */
export interface Bubble {
  kind: 'bubble';
  /** Stays the same when an outgoing message becomes a sent one, so that the bubble does not blink. */
  key: string;
  own: boolean;
  content: string;
  timestamp: number;
  state: 'sending' | 'failed' | 'sent' | 'delivered' | 'read';
  edited: boolean;
  /** Why it could not be edited or deleted. */
  problem?: string;
  deleted: boolean;
  /** Of a group: the name and more space above the first, the tail on the last. */
  first: boolean;
  last: boolean;
  message?: Message;
  outgoing?: Outgoing;
}

export interface DaySeparator {
  kind: 'day';
  key: string;
  day: number;
}

export type TimelineItem = Bubble | DaySeparator;

/** Messages of one person within five minutes stand together. */
const GROUP_MS = 5 * 60_000;

/** What I have changed and the server has not confirmed yet, or has refused. */
export interface Unconfirmed {
  pending(): Changes;
  problems(): ReadonlyMap<string, { message: string }>;
}

const NOTHING: Unconfirmed = { pending: () => new Map(), problems: () => new Map() };

export function timelineOf(
  messages: readonly Message[],
  outgoing: readonly Outgoing[],
  me: string,
  changes: Unconfirmed = NOTHING,
): TimelineItem[] {
  const confirmed = new Set(messages.filter((m) => m.sender_id === me).map((m) => m.client_message_id));
  const waiting = outgoing.filter((message) => !confirmed.has(message.client_message_id));
  const [pending, problems] = [changes.pending(), changes.problems()];
  const sent = messages.map((message) => {
    const change = pending.get(message.id);
    const bubble = sentBubble(changed(message, change), message, me);
    return withChange(bubble, change !== undefined, problems.get(message.id)?.message);
  });
  const bubbles = [...sent, ...waiting.map(outgoingBubble)];
  const items: TimelineItem[] = [];
  bubbles.forEach((bubble, index) => {
    const before = bubbles[index - 1];
    const after = bubbles[index + 1];
    if (!before || dayOf(before.timestamp) !== dayOf(bubble.timestamp)) items.push(separator(bubble.timestamp));
    items.push({ ...bubble, first: !before || !together(before, bubble), last: !after || !together(bubble, after) });
  });
  return items;
}

function together(a: Bubble, b: Bubble): boolean {
  return a.own === b.own && b.timestamp - a.timestamp < GROUP_MS && dayOf(a.timestamp) === dayOf(b.timestamp);
}

function separator(timestamp: number): DaySeparator {
  const day = dayOf(timestamp);
  return { kind: 'day', key: `day-${day}`, day };
}

function withChange(bubble: Bubble, isPending: boolean, problem: string | undefined): Bubble {
  if (isPending) return { ...bubble, state: 'sending' };
  return problem === undefined ? bubble : { ...bubble, problem };
}

/** `message` is as the server has it, `shown` as it is going to be. */
function sentBubble(shown: Message, message: Message, me: string): Bubble {
  const own = message.sender_id === me;
  return {
    kind: 'bubble',
    key: own ? message.client_message_id : message.id,
    own,
    content: shown.content,
    timestamp: message.timestamp,
    state: message.status,
    edited: shown.edited_at !== null,
    deleted: shown.deleted,
    first: true,
    last: true,
    message,
  };
}

function outgoingBubble(outgoing: Outgoing): Bubble {
  return {
    kind: 'bubble',
    key: outgoing.client_message_id,
    own: true,
    content: outgoing.content,
    timestamp: outgoing.timestamp,
    state: outgoing.state,
    edited: false,
    deleted: false,
    first: true,
    last: true,
    outgoing,
  };
}

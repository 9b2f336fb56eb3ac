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
  /** Its first moment. */
  day: number;
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

/** By what it shows: a bubble that stays as it is stays the same object, and is not drawn again. */
const made = new WeakMap<Message | Outgoing, Bubble>();

export function timelineOf(
  messages: readonly Message[],
  outgoing: readonly Outgoing[],
  me: string,
  changes: Unconfirmed = NOTHING,
): TimelineItem[] {
  const [pending, problems] = [changes.pending(), changes.problems()];
  const sent = messages.map((message) => {
    const change = pending.get(message.id);
    const problem = problems.get(message.id)?.message;
    if (!change && problem === undefined) return sentBubble(message, me);
    return withChange(newBubble(changed(message, change), message, me), change !== undefined, problem);
  });
  return grouped(withWaiting(sent, waitingOf(messages, outgoing, me)));
}

/** What the server has not confirmed; its message may have come faster than its answer. */
function waitingOf(messages: readonly Message[], outgoing: readonly Outgoing[], me: string): readonly Outgoing[] {
  if (outgoing.length === 0) return outgoing;
  const confirmed = new Set(messages.filter((m) => m.sender_id === me).map((m) => m.client_message_id));
  return outgoing.filter((message) => !confirmed.has(message.client_message_id));
}

/** What failed stays where it was written; what is on its way will be the newest. */
function withWaiting(sent: readonly Bubble[], waiting: readonly Outgoing[]): readonly Bubble[] {
  const all = [...sent];
  const failed = waiting.filter(({ state }) => state === 'failed').sort((a, b) => a.timestamp - b.timestamp);
  for (const message of failed) {
    const before = all.findLastIndex(({ timestamp }) => timestamp <= message.timestamp);
    all.splice(before + 1, 0, outgoingBubble(message));
  }
  return [...all, ...waiting.filter(({ state }) => state !== 'failed').map(outgoingBubble)];
}

/** A day begins once, though clocks differ and what was written yesterday may only now be on its way. */
function grouped(bubbles: readonly Bubble[]): TimelineItem[] {
  const items: TimelineItem[] = [];
  let day = -Infinity;
  bubbles.forEach((bubble, index) => {
    const before = bubbles[index - 1];
    const after = bubbles[index + 1];
    if (bubble.day > day) {
      day = bubble.day;
      items.push({ kind: 'day', key: `day-${day}`, day });
    }
    items.push(placed(bubble, !before || !together(before, bubble), !after || !together(bubble, after)));
  });
  return items;
}

function together(a: Bubble, b: Bubble): boolean {
  return a.own === b.own && a.day === b.day && b.timestamp - a.timestamp < GROUP_MS;
}

function placed(bubble: Bubble, first: boolean, last: boolean): Bubble {
  if (bubble.first === first && bubble.last === last) return bubble;
  const moved = { ...bubble, first, last };
  const shows = bubble.message ?? bubble.outgoing;
  if (shows && made.get(shows) === bubble) made.set(shows, moved);
  return moved;
}

function withChange(bubble: Bubble, isPending: boolean, problem: string | undefined): Bubble {
  if (isPending) return { ...bubble, state: 'sending' };
  return problem === undefined ? bubble : { ...bubble, problem };
}

function sentBubble(message: Message, me: string): Bubble {
  const known = made.get(message);
  if (known && known.own === (message.sender_id === me)) return known;
  const bubble = newBubble(message, message, me);
  made.set(message, bubble);
  return bubble;
}

/** `message` is as the server has it, `shown` as it is going to be. */
function newBubble(shown: Message, message: Message, me: string): Bubble {
  const own = message.sender_id === me;
  return {
    kind: 'bubble',
    key: own ? message.client_message_id : message.id,
    own,
    content: shown.content,
    timestamp: message.timestamp,
    day: dayOf(message.timestamp),
    state: message.status,
    edited: shown.edited_at !== null,
    deleted: shown.deleted,
    first: true,
    last: true,
    message,
  };
}

function outgoingBubble(outgoing: Outgoing): Bubble {
  const known = made.get(outgoing);
  if (known) return known;
  const bubble: Bubble = {
    kind: 'bubble',
    key: outgoing.client_message_id,
    own: true,
    content: outgoing.content,
    timestamp: outgoing.timestamp,
    day: dayOf(outgoing.timestamp),
    state: outgoing.state,
    edited: false,
    deleted: false,
    first: true,
    last: true,
    outgoing,
  };
  made.set(outgoing, bubble);
  return bubble;
}

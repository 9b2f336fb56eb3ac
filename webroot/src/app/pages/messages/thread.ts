import { DeliveryStatus, Message } from '../../shared/realtime';

/** The loaded part of a conversation. Pure values; every function gives a new thread. */
export interface Thread {
  /** Without a hole, in the order of `conversation_seq`. */
  readonly messages: readonly Message[];
  /** Arrived before those between were known. They wait here, so that nobody reads an answer before its question. */
  readonly ahead: readonly Message[];
  readonly hasOlder: boolean;
  /** Receipts of messages that are not here yet: a page that was asked for before them comes after them. */
  readonly early: ReadonlyMap<string, Receipt>;
}

interface Receipt {
  readonly status: DeliveryStatus;
  readonly read: boolean;
}

/** Most of them are of messages further up, which nobody may ever look at. */
const MAX_EARLY = 500;

/** The numbers strictly between the two are missing. */
export interface Hole {
  after_seq: number;
  before_seq: number;
}

export const EMPTY_THREAD: Thread = { messages: [], ahead: [], hasOlder: true, early: new Map() };

/** A live message: its place is at the end, in the loaded part (a repeat or an edit), or ahead of a hole. */
export function applyMessage(thread: Thread, message: Message): Thread {
  const first = thread.messages[0];
  const isNew = first === undefined || message.conversation_seq > lastSeq(thread);
  if (isNew) return joined({ ...thread, ahead: sorted([...thread.ahead, ...receipted(thread, [message])]) });
  if (message.conversation_seq < first.conversation_seq) return thread;
  return {
    ...thread,
    messages: thread.messages.map((known) => (known.id === message.id ? newer(known, message) : known)),
  };
}

/** A page of history, older than what is loaded or the first one. */
export function prependPage(thread: Thread, page: readonly Message[], hasOlder: boolean): Thread {
  return joined({ ...thread, messages: sorted([...receipted(thread, page), ...thread.messages]), hasOlder });
}

/**
 * The newest messages, read anew, in place of what is loaded; `known` was the last one when they were asked for. What has
 * come since then stays, as far as it leaves no hole, and so does what events have told of the others.
 */
export function renewed(thread: Thread, known: number, page: readonly Message[], hasOlder: boolean): Thread {
  const oldest = page.at(-1)?.conversation_seq ?? 0;
  const loaded = new Map(thread.messages.map((message) => [message.id, message]));
  const ahead = [...thread.messages, ...thread.ahead].filter(
    ({ conversation_seq: seq }) => seq > known && seq >= oldest,
  );
  const upToDate = page.map((message) => newer(loaded.get(message.id) ?? message, message));
  return prependPage({ ...EMPTY_THREAD, ahead, early: thread.early }, upToDate, hasOlder);
}

/** With what I have said ahead of a hole, or before the first page: it does not vanish when the server has it. */
export function withOwnAhead({ messages, ahead }: Thread, me: string): readonly Message[] {
  const own = ahead.filter(({ sender_id }) => sender_id === me);
  return own.length === 0 ? messages : [...messages, ...own];
}

/** The newest of what is loaded, and of that no more than `count`. */
export function newestOf(thread: Thread, count: number): Thread {
  if (thread.messages.length <= count) return thread;
  return { ...thread, messages: thread.messages.slice(-count), hasOlder: true };
}

export function holeOf(thread: Thread): Hole | undefined {
  const next = thread.ahead[0];
  const last = thread.messages.at(-1);
  return next && last ? { after_seq: last.conversation_seq, before_seq: next.conversation_seq } : undefined;
}

/**
 * What the server has of a hole. Less than asked for is the truth too (messages may have been erased), but only when
 * it said so by sending nothing more.
 */
export function fillHole(thread: Thread, found: readonly Message[]): Thread {
  if (found.length > 0) return joined({ ...thread, ahead: sorted([...receipted(thread, found), ...thread.ahead]) });
  const [next, ...rest] = thread.ahead;
  return next ? joined({ ...thread, messages: [...thread.messages, next], ahead: rest }) : thread;
}

const RANK: Readonly<Record<DeliveryStatus, number>> = { sent: 0, delivered: 1, read: 2 };

/** Delivery only ever moves forward, in whatever order the receipts come. */
export function applyStatus(thread: Thread, ids: readonly string[], status: DeliveryStatus): Thread {
  return applyReceipt(thread, ids, { status, read: false });
}

/** The reader has seen them. */
export function applyRead(thread: Thread, ids: readonly string[]): Thread {
  return applyReceipt(thread, ids, { status: 'sent', read: true });
}

function applyReceipt(thread: Thread, ids: readonly string[], receipt: Receipt): Thread {
  const missing = new Set(ids);
  const mark = (message: Message) => (missing.delete(message.id) ? withReceipt(message, receipt) : message);
  const [messages, ahead] = [thread.messages.map(mark), thread.ahead.map(mark)];
  const isSame = (message: Message, index: number) => message === thread.messages[index];
  if (missing.size === 0 && ahead.length === 0 && messages.every(isSame)) return thread;
  return {
    ...thread,
    messages,
    ahead,
    early: missing.size === 0 ? thread.early : kept(thread.early, missing, receipt),
  };
}

function kept(early: Thread['early'], ids: ReadonlySet<string>, receipt: Receipt): Thread['early'] {
  const known = new Map(early);
  for (const id of ids) {
    const before = known.get(id);
    known.delete(id);
    known.set(id, before ? withReceipt(before, receipt) : receipt);
  }
  return new Map([...known].slice(-MAX_EARLY));
}

function receipted(thread: Thread, messages: readonly Message[]): Message[] {
  return messages.map((message) => {
    const receipt = thread.early.get(message.id);
    return receipt ? withReceipt(message, receipt) : message;
  });
}

function withReceipt<T extends Receipt>(known: T, { status, read }: Receipt): T {
  if (RANK[status] <= RANK[known.status] && (known.read || !read)) return known;
  return { ...known, status: RANK[status] > RANK[known.status] ? status : known.status, read: known.read || read };
}

export function lastSeq(thread: Thread): number {
  return thread.messages.at(-1)?.conversation_seq ?? 0;
}

/**
 * Moves what has become adjacent from `ahead` to the end of the thread, and what a page has brought meanwhile into its
 * place: it may say something newer. While nothing is loaded, nothing is adjacent.
 */
function joined(thread: Thread): Thread {
  if (thread.ahead.length === 0 || (thread.messages.length === 0 && thread.hasOlder)) return thread;
  const ahead = [...thread.ahead];
  const moved: Message[] = [];
  let last = thread.messages.at(-1)?.conversation_seq ?? (ahead[0]?.conversation_seq ?? 1) - 1;
  for (let next = ahead[0]; next && next.conversation_seq <= last + 1; next = ahead[0]) {
    ahead.shift();
    moved.push(next);
    last = Math.max(last, next.conversation_seq);
  }
  const isBehind = (moved[0]?.conversation_seq ?? Infinity) > lastSeq(thread);
  const messages = [...thread.messages, ...moved];
  return { ...thread, messages: isBehind ? messages : sorted(messages), ahead };
}

function sorted(messages: readonly Message[]): Message[] {
  const bySeq = new Map<number, Message>();
  for (const message of messages) {
    const known = bySeq.get(message.conversation_seq);
    bySeq.set(message.conversation_seq, known ? newer(known, message) : message);
  }
  return [...bySeq.values()].sort((a, b) => a.conversation_seq - b.conversation_seq);
}

/** The later version of one message, with the furthest delivery seen of either. */
export function newer(a: Message, b: Message): Message {
  return withReceipt(isLater(a, b) ? a : b, isLater(a, b) ? b : a);
}

/** What is deleted stays so; else the last edit counts, and of two versions alike the one that came last. */
function isLater(a: Message, b: Message): boolean {
  return a.deleted === b.deleted ? editedAt(a) > editedAt(b) : a.deleted;
}

/** Comparable as text: "…:20Z" is before "…:20.25Z" only without the last letter. */
function editedAt({ edited_at }: Message): string {
  return edited_at?.replace(/Z$/, '') ?? '';
}

import { Notification } from '../../shared/realtime';

/**
 * What is known of my notifications. Pure functions. Events are the authority: the service stores them, and the
 * connection brings them, in one order, so that the last one about a notification is right. Its `updated_at` decides
 * nothing but the place in the list: it is by the clock of whoever told the service, and goes back when the newest of
 * several takes back what he did.
 */
export interface NotificationLog {
  readonly entries: ReadonlyMap<string, Entry>;
}

interface Entry {
  /** As it is shown, read or not. */
  readonly notification: Notification;
  /** Unix milliseconds of what it says now. */
  readonly version: number;
  /** Kept, so that an answer asked for before does not bring it back. */
  readonly withdrawn: boolean;
}

export const EMPTY_LOG: NotificationLog = { entries: new Map() };

/** What has come while an answer of the server was on its way: that may be newer than the answer. */
export class Meanwhile {
  /** By an event. */
  readonly told = new Set<string>();
  readonly read = new Set<string>();
  allRead = false;
}

/** By an event. */
export function applyNotification(
  log: NotificationLog,
  notification: Notification,
  withdrawn = false,
): NotificationLog {
  return { entries: new Map(log.entries).set(notification.id, entryOf(notification, withdrawn)) };
}

/**
 * By an answer: of what an event has told meanwhile it says nothing new. What was read meanwhile and is unread in it was
 * answered before that; if not, an event is going to say so.
 */
export function applyAnswer(
  log: NotificationLog,
  items: readonly Notification[],
  meanwhile: Meanwhile,
): NotificationLog {
  const entries = new Map(log.entries);
  for (const item of items.filter(({ id }) => !meanwhile.told.has(id))) {
    const read = item.read || meanwhile.allRead || meanwhile.read.has(item.id);
    entries.set(item.id, entryOf(read === item.read ? item : { ...item, read }, false));
  }
  return { entries };
}

/** Starts over with what the server lists; of the rest only what has come since it was asked stays. */
export function restart(log: NotificationLog, items: readonly Notification[], meanwhile: Meanwhile): NotificationLog {
  const kept = [...log.entries].filter(([id]) => meanwhile.told.has(id));
  return applyAnswer({ entries: new Map(kept) }, items, meanwhile);
}

/** These were read, wherever. */
export function applyRead(log: NotificationLog, ids: readonly string[]): NotificationLog {
  const entries = new Map(log.entries);
  for (const id of ids) {
    const entry = entries.get(id);
    if (entry) entries.set(id, asRead(entry));
  }
  return { entries };
}

/** These were read as they were `seen`: what one has said since is news. */
export function applyReadAs(log: NotificationLog, seen: NotificationLog, ids: readonly string[]): NotificationLog {
  return applyRead(
    log,
    ids.filter((id) => log.entries.get(id) === seen.entries.get(id)),
  );
}

/** All that stands; what is withdrawn may come back unread. */
export function applyAllRead(log: NotificationLog): NotificationLog {
  const entries = [...log.entries].map(([id, entry]) => [id, entry.withdrawn ? entry : asRead(entry)] as const);
  return { entries: new Map(entries) };
}

/** Newest first. */
export function listOf(log: NotificationLog): Notification[] {
  return newestFirst(log)
    .filter(({ withdrawn }) => !withdrawn)
    .map(({ notification }) => notification);
}

/** As many as that, the newest. */
export function newestOf(log: NotificationLog, count: number): NotificationLog {
  const kept = newestFirst(log).slice(0, count);
  return { entries: new Map(kept.map((entry) => [entry.notification.id, entry])) };
}

function newestFirst(log: NotificationLog): Entry[] {
  return [...log.entries.values()].sort(
    (a, b) => b.version - a.version || (a.notification.id < b.notification.id ? 1 : -1),
  );
}

function entryOf(notification: Notification, withdrawn: boolean): Entry {
  return { notification, version: Date.parse(notification.updated_at), withdrawn };
}

/** The same where it changes nothing: what stays the same is not drawn again. */
function asRead(entry: Entry): Entry {
  return entry.notification.read ? entry : { ...entry, notification: { ...entry.notification, read: true } };
}

import { Notification } from '../../shared/realtime';

/**
 * What is known of my notifications. Pure functions that take what comes, in any order and any number of times, and
 * end in the same state: the newest `updated_at` of each notification wins, and what was read is told by time.
 * (Of two versions with one `updated_at` the later to come wins, as the connection keeps the order.)
 */
export interface NotificationLog {
  readonly entries: ReadonlyMap<string, Entry>;
  /** By notification, in Unix milliseconds: whatever it said up to then has been read. */
  readonly readUntil: ReadonlyMap<string, number>;
  readonly allReadUntil: number;
}

interface Entry {
  readonly notification: Notification;
  /** Kept, so that an older event does not bring it back. */
  readonly withdrawn: boolean;
}

export const EMPTY_LOG: NotificationLog = { entries: new Map(), readUntil: new Map(), allReadUntil: 0 };

export function applyNotification(
  log: NotificationLog,
  notification: Notification,
  withdrawn = false,
): NotificationLog {
  const known = log.entries.get(notification.id);
  if (known && versionOf(known.notification) > versionOf(notification)) return log;
  const same = known && versionOf(known.notification) === versionOf(notification) ? known : undefined;
  const entry: Entry = {
    notification: { ...notification, read: notification.read || (same?.notification.read ?? false) },
    withdrawn: withdrawn || (same?.withdrawn ?? false),
  };
  return { ...log, entries: new Map(log.entries).set(notification.id, entry) };
}

/** These were read at that time (Unix milliseconds), wherever. */
export function applyRead(log: NotificationLog, ids: readonly string[], at: number): NotificationLog {
  const readUntil = new Map(log.readUntil);
  for (const id of ids) readUntil.set(id, Math.max(at, readUntil.get(id) ?? 0));
  return { ...log, readUntil };
}

export function applyAllRead(log: NotificationLog, at: number): NotificationLog {
  return { ...log, allReadUntil: Math.max(at, log.allReadUntil) };
}

/** Starts over with what the server lists; of the rest only what has come since it was asked stays. */
export function restart(
  log: NotificationLog,
  items: readonly Notification[],
  since: ReadonlySet<string>,
): NotificationLog {
  const kept: NotificationLog = { ...log, entries: new Map([...log.entries].filter(([id]) => since.has(id))) };
  return items.reduce((all, item) => applyNotification(all, item), kept);
}

/** Newest first. */
export function listOf(log: NotificationLog): Notification[] {
  return [...log.entries.values()]
    .filter(({ withdrawn }) => !withdrawn)
    .map(({ notification }) => (isRead(log, notification) ? { ...notification, read: true } : notification))
    .sort((a, b) => versionOf(b) - versionOf(a) || (a.id < b.id ? 1 : -1));
}

/** Unix milliseconds of what it says now. */
export function versionOf(notification: Notification): number {
  return Date.parse(notification.updated_at);
}

function isRead(log: NotificationLog, notification: Notification): boolean {
  const until = Math.max(log.allReadUntil, log.readUntil.get(notification.id) ?? 0);
  return notification.read || versionOf(notification) <= until;
}

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
  /** As it is shown, read or not. */
  readonly notification: Notification;
  /** Unix milliseconds of what it says now. */
  readonly version: number;
  /** Kept, so that an older event does not bring it back. */
  readonly withdrawn: boolean;
}

export const EMPTY_LOG: NotificationLog = { entries: new Map(), readUntil: new Map(), allReadUntil: 0 };

/** Of notifications that are not here: what they said may still be on its way, but not for long. */
const MAX_READ = 500;

export function applyNotification(
  log: NotificationLog,
  notification: Notification,
  withdrawn = false,
): NotificationLog {
  const version = Date.parse(notification.updated_at);
  const known = log.entries.get(notification.id);
  if (known && known.version > version) return log;
  const same = known?.version === version ? known : undefined;
  const until = Math.max(log.allReadUntil, log.readUntil.get(notification.id) ?? 0);
  const read = notification.read || same?.notification.read === true || version <= until;
  const entry: Entry = {
    notification: { ...notification, read },
    version,
    withdrawn: withdrawn || same?.withdrawn === true,
  };
  return { ...log, entries: new Map(log.entries).set(notification.id, entry) };
}

/** These were read at that time (Unix milliseconds), wherever. */
export function applyRead(log: NotificationLog, ids: readonly string[], at: number): NotificationLog {
  return withRead(
    log,
    ids.map((id) => [id, at]),
  );
}

/** These were read as they were `seen`: what one has said since is news. */
export function applyReadAs(log: NotificationLog, seen: NotificationLog, ids: readonly string[]): NotificationLog {
  return withRead(
    log,
    ids.map((id) => [id, seen.entries.get(id)?.version ?? 0]),
  );
}

export function applyAllRead(log: NotificationLog, at: number): NotificationLog {
  const entries = [...log.entries].map(([id, entry]) => [id, readAt(entry, at)] as const);
  return { ...log, entries: new Map(entries), allReadUntil: Math.max(at, log.allReadUntil) };
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
  return newestFirst(log)
    .filter(({ withdrawn }) => !withdrawn)
    .map(({ notification }) => notification);
}

/** As many as that, the newest. */
export function newestOf(log: NotificationLog, count: number): NotificationLog {
  const kept = newestFirst(log).slice(0, count);
  return { ...log, entries: new Map(kept.map((entry) => [entry.notification.id, entry])) };
}

function newestFirst(log: NotificationLog): Entry[] {
  return [...log.entries.values()].sort(
    (a, b) => b.version - a.version || (a.notification.id < b.notification.id ? 1 : -1),
  );
}

function withRead(log: NotificationLog, reads: readonly (readonly [string, number])[]): NotificationLog {
  const [entries, readUntil] = [new Map(log.entries), new Map(log.readUntil)];
  for (const [id, at] of reads) {
    const until = Math.max(at, readUntil.get(id) ?? 0);
    const entry = entries.get(id);
    readUntil.delete(id);
    readUntil.set(id, until);
    if (entry) entries.set(id, readAt(entry, until));
  }
  return { ...log, entries, readUntil: new Map([...readUntil].slice(-MAX_READ)) };
}

/** The same where it changes nothing: what stays the same is not drawn again. */
function readAt(entry: Entry, at: number): Entry {
  if (entry.notification.read || entry.version > at) return entry;
  return { ...entry, notification: { ...entry.notification, read: true } };
}

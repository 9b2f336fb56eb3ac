import { Presence } from '../realtime';

/** @param whole whoever of these is not named is offline */
export function applied(
  known: ReadonlyMap<string, Presence>,
  news: readonly Presence[],
  whole: ReadonlySet<string>,
): ReadonlyMap<string, Presence> {
  const before = [...known.values()].map((presence) => (whole.has(presence.user_id) ? offline(presence) : presence));
  return new Map([...before, ...news].map((presence) => [presence.user_id, presence]));
}

function offline(presence: Presence): Presence {
  return presence.status === 'offline' ? presence : { ...presence, status: 'offline', last_seen: null };
}

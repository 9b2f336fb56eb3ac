import { Presence, PresenceStatus } from '../realtime';
import { ago } from '../time/times';

/** "Online"; who is offline says since when, or nothing: who hides reads like who was never here. */
export function wordsOf(presence: Presence | undefined, now: number): string {
  if (!presence) return '';
  if (presence.status !== 'offline') return STATUS_WORDS[presence.status];
  return presence.last_seen === null ? '' : $localize`Last seen ${ago(Date.parse(presence.last_seen), now)}:when:`;
}

export const STATUS_WORDS: Readonly<Record<PresenceStatus, string>> = {
  online: $localize`Online`,
  away: $localize`Away`,
  busy: $localize`Busy`,
  offline: $localize`Offline`,
};

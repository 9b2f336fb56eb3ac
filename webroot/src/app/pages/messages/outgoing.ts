import { InjectionToken } from '@angular/core';
import { Problem } from '../../shared/errors/api-error';

/** A message of mine that the server has not confirmed yet. Its id is what makes sending it again harmless. */
export interface Outgoing {
  client_message_id: string;
  conversation_id: string;
  content: string;
  timestamp: number;
  state: 'sending' | 'failed';
  problem?: Problem;
}

export interface OutgoingStorage {
  load(userId: string): Outgoing[];
  save(userId: string, outgoing: readonly Outgoing[]): void;
}

const KEY = 'devthread.outgoing';

/** Keeps unconfirmed messages over a page reload, in this tab, for this user. */
export const OUTGOING_STORAGE = new InjectionToken<OutgoingStorage>('outgoing storage', {
  providedIn: 'root',
  factory: () => ({
    load: (userId) => {
      const text = sessionStorage.getItem(`${KEY}.${userId}`);
      return text === null ? [] : (JSON.parse(text) as Outgoing[]);
    },
    save: (userId, outgoing) => {
      if (outgoing.length === 0) sessionStorage.removeItem(`${KEY}.${userId}`);
      else sessionStorage.setItem(`${KEY}.${userId}`, JSON.stringify(outgoing));
    },
  }),
});

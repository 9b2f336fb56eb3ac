import { Stats } from '../app/pages/operations/stats';

const START = Date.parse('2026-01-01T12:00:00Z');

/** What the server says so many seconds after the first time. */
export function statsAt(second: number, totals: Partial<Stats['totals']> = {}, changes: Partial<Stats> = {}): Stats {
  return {
    at: new Date(START + second * 1000).toISOString(),
    nodes: 2,
    silent_nodes: [],
    connections: 3,
    connections_by_transport: { websocket: 3 },
    totals: {
      messages: 0,
      events_written: 0,
      confirmations: 0,
      resumes: { none: 0, full: 0, reset: 0 },
      ephemerals_shed: 0,
      ...totals,
    },
    delivery_ms: null,
    queues: { outbox: 0, outbox_oldest_ms: null, waiting_polls: 0, slow_readers: 0 },
    ...changes,
  };
}

/** The figures of one moment, over all gateways; totals since the start of their processes. */
export interface Stats {
  at: string;
  nodes: number;
  silent_nodes: string[];
  connections: number;
  connections_by_transport: Record<string, number>;
  totals: {
    messages: number;
    events_written: number;
    confirmations: number;
    resumes: { none: number; full: number; reset: number };
    ephemerals_shed: number;
  };
  delivery_ms: { events: number; p50: number; p95: number; p99: number } | null;
  queues: { outbox: number | null; outbox_oldest_ms: number | null; waiting_polls: number; slow_readers: number };
}

/** A value for each moment; null where it is not known, which a chart shows as a gap. */
export type Line = readonly (number | null)[];

/** Moments in Unix seconds, as charts want them. */
export function moments(history: readonly Stats[]): number[] {
  return history.map(({ at }) => Date.parse(at) / 1000);
}

export function levels(history: readonly Stats[], pick: (stats: Stats) => number | null | undefined): Line {
  return history.map((stats) => pick(stats) ?? null);
}

/** How fast a total grows, in each second. Where it shrinks a process has ended: its rate is not known there. */
export function rates(history: readonly Stats[], pick: (stats: Stats) => number): Line {
  return history.map((stats, index) => {
    const before = history[index - 1];
    if (before === undefined) return null;
    const seconds = (Date.parse(stats.at) - Date.parse(before.at)) / 1000;
    const grown = pick(stats) - pick(before);
    return seconds <= 0 || grown < 0 ? null : grown / seconds;
  });
}

/** The last known value, for legends and tiles. */
export function latest(line: Line): number | null {
  return line.findLast((value) => value !== null) ?? null;
}

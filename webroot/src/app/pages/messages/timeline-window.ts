import { TimelineItem } from './timeline';

/**
 * The part of a conversation that stands in the page: a browser that holds ten thousand bubbles is slow. Pure functions;
 * the ends are known by key, so that what comes before or after moves nothing.
 */
export interface TimelineWindow {
  /** Of the first item shown. */
  readonly first: string | undefined;
  /** Of the last item shown; undefined: the end, whatever comes. */
  readonly last: string | undefined;
  /** Nothing stands above: what is loaded above is shown, too. */
  readonly atStart: boolean;
}

/** More than this never stands in the page. */
export const MAX_SHOWN = 240;
/** Of a conversation that is followed at its end: each message costs a layout of all that stand above it. */
export const MAX_FOLLOWED = 120;
/** So much is added at an end that comes into view. */
export const STEP = 60;

export const AT_END: TimelineWindow = { first: undefined, last: undefined, atStart: true };

interface Range {
  start: number;
  /** Exclusive. */
  end: number;
}

export function shownOf(items: readonly TimelineItem[], window: TimelineWindow): readonly TimelineItem[] {
  const { start, end } = rangeOf(items, window);
  return start === 0 && end === items.length ? items : items.slice(start, end);
}

/** After the items have changed. Whoever reads at the end gets what comes there; anybody else keeps what is above. */
export function followed(items: readonly TimelineItem[], window: TimelineWindow, atEnd: boolean): TimelineWindow {
  const { start, end } = rangeOf(items, window);
  const above = window.atStart ? Math.max(0, start - STEP) : start;
  if (atEnd && window.last === undefined) return windowOf(items, { start: Math.max(above, end - MAX_FOLLOWED), end });
  return windowOf(items, { start: above, end: Math.min(end, above + MAX_SHOWN) });
}

export function older(items: readonly TimelineItem[], window: TimelineWindow): TimelineWindow {
  const { start, end } = rangeOf(items, window);
  const above = Math.max(0, start - STEP);
  return windowOf(items, { start: above, end: Math.min(end, above + MAX_SHOWN) });
}

export function newer(items: readonly TimelineItem[], window: TimelineWindow): TimelineWindow {
  const below = Math.min(items.length, rangeOf(items, window).end + STEP);
  return windowOf(items, { start: Math.max(rangeOf(items, window).start, below - MAX_SHOWN), end: below });
}

export function hasOlder(items: readonly TimelineItem[], window: TimelineWindow): boolean {
  return rangeOf(items, window).start > 0;
}

export function hasNewer(items: readonly TimelineItem[], window: TimelineWindow): boolean {
  return rangeOf(items, window).end < items.length;
}

function windowOf(items: readonly TimelineItem[], { start, end }: Range): TimelineWindow {
  return {
    first: items[start]?.key,
    last: end >= items.length ? undefined : items[end - 1]?.key,
    atStart: start === 0,
  };
}

/** An end that is gone (a message that was discarded) gives way to the end of all. */
function rangeOf(items: readonly TimelineItem[], { first, last }: TimelineWindow): Range {
  const lastIndex = last === undefined ? -1 : items.findLastIndex(({ key }) => key === last);
  const end = lastIndex < 0 ? items.length : lastIndex + 1;
  const firstIndex = first === undefined ? -1 : items.findIndex(({ key }) => key === first);
  const start = firstIndex < 0 || firstIndex >= end ? Math.max(0, end - MAX_SHOWN) : firstIndex;
  return { start, end };
}

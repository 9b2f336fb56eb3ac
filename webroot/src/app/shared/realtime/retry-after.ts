/**
 * How long to stay away. The server gives each client a time of its own, in the answer; the header has whole seconds
 * only, the same for many, and may be a proxy's: over it they are spread here.
 */
export function retryAfterMs(answer: unknown, header: string | null): number | undefined {
  const own = (answer as { retry_after_ms?: unknown } | null | undefined)?.retry_after_ms;
  if (typeof own === 'number' && own > 0) return own;
  const seconds = Number(header);
  return seconds > 0 ? Math.floor((seconds + Math.random()) * 1000) : undefined;
}

/** A time to wait as a frame or an answer says it, no longer than `longest`; nothing where that is no time at all. */
export function advisedMs(said: unknown, longest: number): number | undefined {
  return typeof said === 'number' && said >= 0 ? Math.min(said, longest) : undefined;
}

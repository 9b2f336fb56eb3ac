import { Problem } from '../errors/api-error';

/** How far something that comes over HTTP has come. */
export type LoadState = 'loading' | 'ready' | { failed: Problem };

export function problemIn(state: LoadState | 'idle'): Problem | undefined {
  return typeof state === 'object' ? state.failed : undefined;
}

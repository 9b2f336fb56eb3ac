import { PollAnswer, PollingApi, PollingError, PollRequest } from './polling-api';
import { retryAfterMs } from './retry-after';

/** A poll that has not been answered so long after its time never will be. */
const GRACE_MS = 10_000;
const COMMAND_MS = 20_000;

/** Long polling by `fetch`. `server` is its origin; in a page of its own host it may be empty. */
export function pollingBy(server: string): PollingApi {
  return {
    poll: async (request, signal) => {
      const path = `${server}/api/v1/realtime/poll?${queryOf(request).toString()}`;
      const deadline = AbortSignal.timeout(request.timeoutSeconds * 1000 + GRACE_MS);
      return (await ask(path, { headers: bearer(request.token) }, signal, deadline)) as PollAnswer;
    },
    command: async (frames, token, signal) => {
      const headers = { ...bearer(token), 'Content-Type': 'application/json' };
      const init = { method: 'POST', headers, body: JSON.stringify(frames) };
      const path = `${server}/api/v1/realtime/commands`;
      return (await ask(path, init, signal, AbortSignal.timeout(COMMAND_MS))) as unknown[];
    },
  };
}

function queryOf({ lastPollId, position, channels, timeoutSeconds }: PollRequest): URLSearchParams {
  const query = new URLSearchParams({ timeout: String(timeoutSeconds) });
  if (lastPollId !== undefined) query.set('last_poll_id', lastPollId);
  if (position) {
    query.set('epoch', position.epoch);
    query.set('seq', String(position.seq));
  }
  if (channels.length > 0) query.set('channels', channels.join(','));
  return query;
}

function bearer(token: string): Record<string, string> {
  return { Authorization: `Bearer ${token}` };
}

async function ask(path: string, init: RequestInit, ...signals: AbortSignal[]): Promise<unknown> {
  const answer = await fetch(path, { ...init, cache: 'no-store', signal: AbortSignal.any(signals) }).catch(() => {
    throw new PollingError(0);
  });
  if (answer.ok) return answer.json();
  const body: unknown = await answer.json().catch(() => undefined);
  throw new PollingError(answer.status, retryAfterMs(body, answer.headers.get('Retry-After')));
}

import { vi } from 'vitest';
import { PollingError } from './polling-api';
import { pollingBy } from './polling-fetch';

describe('polling over HTTP', () => {
  const request = { token: 't', channels: ['feed', 'post:1'], timeoutSeconds: 25, lastPollId: 'a b' };
  const never = new AbortController().signal;
  const fetched = vi.fn<typeof fetch>();

  beforeEach(() => {
    fetched.mockReset();
    vi.stubGlobal('fetch', fetched);
  });

  afterEach(() => vi.unstubAllGlobals());

  const poll = (changes = {}) =>
    pollingBy('')
      .poll({ ...request, ...changes }, never)
      .catch((error: unknown) => error);

  it('asks from where it was, the token in a header and not in the address', async () => {
    fetched.mockResolvedValue(Response.json({ events: [] }));
    expect(await poll()).toEqual({ events: [] });
    const [address, init] = fetched.mock.lastCall ?? [];
    expect(address).toBe('/api/v1/realtime/poll?timeout=25&last_poll_id=a+b&channels=feed%2Cpost%3A1');
    expect(init?.headers).toEqual({ Authorization: 'Bearer t' });
    fetched.mockResolvedValue(Response.json({ events: [] }));
    await pollingBy('').poll({ token: 't', channels: [], timeoutSeconds: 0, position: { epoch: 'e', seq: 7 } }, never);
    expect(fetched.mock.lastCall?.[0]).toBe('/api/v1/realtime/poll?timeout=0&epoch=e&seq=7');
  });

  it('sends commands in one array and gives their replies', async () => {
    fetched.mockResolvedValue(Response.json([{ type: 'ack', id: 'a' }]));
    const frame = { v: 1, id: 'a', type: 'system', event: 'ping', data: {} } as const;
    expect(await pollingBy('').command([frame], 't', never)).toEqual([{ type: 'ack', id: 'a' }]);
    expect(fetched.mock.lastCall?.[1]).toMatchObject({ method: 'POST', body: JSON.stringify([frame]) });
  });

  it.each([
    [new Response(null, { status: 401 }), new PollingError(401)],
    [
      Response.json({ retry_after_ms: 8100 }, { status: 503, headers: { 'Retry-After': '9' } }),
      new PollingError(503, 8100),
    ],
  ])('says why it failed', async (response, error) => {
    fetched.mockResolvedValue(response);
    expect(await poll()).toEqual(error);
  });

  it('says when nobody answered', async () => {
    fetched.mockRejectedValue(new TypeError('network'));
    expect(await poll()).toEqual(new PollingError(0));
  });
});

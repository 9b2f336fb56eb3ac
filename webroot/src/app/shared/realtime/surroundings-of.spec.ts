import { vi } from 'vitest';
import { pageDevice, pagePosition } from './page';
import { PollingSocket } from './polling-socket';
import { fixedToken, surroundingsOf } from './surroundings-of';

const SERVER = 'https://api.example';
/** Of the user `me`, signed by nobody. */
const TOKEN = `e30.${btoa(JSON.stringify({ sub: 'me' }))}.`;

describe('surroundingsOf', () => {
  const opened: string[][] = [];
  const fetched = vi.fn<typeof fetch>();

  beforeEach(() => {
    opened.length = 0;
    fetched.mockReset();
    class Spy {
      constructor(...args: unknown[]) {
        opened.push(args.map(String));
      }
    }
    vi.stubGlobal('WebSocket', Spy);
    vi.stubGlobal('fetch', fetched);
  });

  afterEach(() => vi.unstubAllGlobals());

  const surroundings = () => surroundingsOf(SERVER, fixedToken(TOKEN));

  it('opens WebSockets at the server, without the token in the address', () => {
    surroundings().openSocket('websocket', { token: TOKEN });
    expect(opened).toEqual([['wss://api.example/ws', 'devthread.v1.json']]);
  });

  it('finds a server behind the path of a proxy', async () => {
    fetched.mockResolvedValue(new Response(null, { status: 200 }));
    const there = surroundingsOf('http://api.example/realtime/', fixedToken(TOKEN));
    there.openSocket('websocket', { token: TOKEN });
    await there.probe();
    expect([opened, fetched.mock.lastCall?.[0]]).toEqual([
      [['ws://api.example/realtime/ws', 'devthread.v1.json']],
      'http://api.example/realtime/api/v1/realtime/poll?timeout=0',
    ]);
  });

  it('polls as whoever the token is of, where no WebSocket gets through', async () => {
    const answer = { events: [], last_poll_id: 'p', epoch: 'e', seq: 4, reset: false, retry_after_ms: 60_000 };
    fetched.mockImplementation(() => Promise.resolve(Response.json(answer)));
    const socket = surroundings().openSocket('polling', { token: TOKEN });
    expect(socket).toBeInstanceOf(PollingSocket);
    const welcome = await new Promise<string>((resolve) => (socket.onmessage = ({ data }) => resolve(String(data))));
    socket.close();
    expect(JSON.parse(welcome)).toMatchObject({ event: 'welcome', data: { user_id: 'me', epoch: 'e', seq: 4 } });
    expect(String(fetched.mock.calls[0]?.[0])).toBe(`${SERVER}/api/v1/realtime/poll?timeout=0`);
  });

  it.each([
    [new Response(null, { status: 200 }), { verdict: 'reachable' }],
    [new Response(null, { status: 401 }), { verdict: 'unauthorized' }],
    [Response.json({ retry_after_ms: 6100 }, { status: 503 }), { verdict: 'wait', retryAfterMs: 6100 }],
    [new Response(null, { status: 503 }), { verdict: 'unknown' }],
    [undefined, { verdict: 'unreachable' }],
  ])('asks the server why a handshake failed', async (answer, verdict) => {
    if (answer) fetched.mockResolvedValue(answer);
    else fetched.mockRejectedValue(new TypeError('network'));
    expect(await surroundings().probe()).toEqual(verdict);
    expect(fetched.mock.lastCall?.[1]?.headers).toEqual({ Authorization: `Bearer ${TOKEN}` });
  });

  it('looks at the page where there is one, and needs none', () => {
    expect(surroundings()).toMatchObject({ device: pageDevice, memory: pagePosition });
    vi.stubGlobal('document', undefined);
    const { device, memory, transportMemory } = surroundings();
    expect([device.online(), memory.take(), transportMemory]).toEqual([true, undefined, undefined]);
  });

  it('takes what is said instead', () => {
    const memory = { take: () => undefined, keep: () => () => undefined };
    expect(surroundingsOf(SERVER, fixedToken(TOKEN), { memory }).memory).toBe(memory);
  });
});

import { TestBed } from '@angular/core/testing';
import { vi } from 'vitest';
import { fromServer } from '../../../testing/golden-frames';
import { FakeClock, settled } from '../../../testing/fake-clock';
import { FakeWebsocket } from '../../../testing/fake-websocket';
import { AnyEvent, POLLING } from '../realtime';
import { CLOCK } from '../services/browser';
import { WebsocketService } from '../services/websocket.service';
import { PresenceStore } from './presence.store';

describe('PresenceStore', () => {
  let socket: FakeWebsocket;
  let clock: FakeClock;
  let store: PresenceStore;
  const [first = '', second = ''] = fromServer.presenceState.data.presences.map(({ user_id }) => user_id);

  beforeEach(() => {
    socket = new FakeWebsocket();
    clock = new FakeClock();
    TestBed.configureTestingModule({
      providers: [PresenceStore, { provide: WebsocketService, useValue: socket }, { provide: CLOCK, useValue: clock }],
    });
    store = TestBed.inject(PresenceStore);
  });

  const ben = { user_id: 'ben', status: 'online' as const, last_seen: null };
  const emit = (frame: object) => socket.events.next(frame as AnyEvent);

  it('knows nothing before it is told', () => {
    expect(store.status(first)).toBeUndefined();
  });

  it('asks for one of whom nothing is told by itself', async () => {
    const presence = { user_id: 'ben', status: 'offline' as const, last_seen: '2025-11-24T12:00:00Z' };
    socket.send.mockResolvedValueOnce({ presences: [presence] });
    store.watch('ben');
    await settled();
    expect(socket.send.mock.lastCall?.[0].data).toEqual({ user_ids: ['ben'] });
    expect(store.presence('ben')).toEqual(presence);
    socket.send.mockRejectedValueOnce(new Error('gone'));
    store.watch('cleo');
    await settled();
    expect(store.presence('cleo')).toBeUndefined();
  });

  it('asks again, once the last question is answered and while somebody looks', async () => {
    const seen = vi.spyOn(document, 'visibilityState', 'get');
    let answer: (value: unknown) => void = () => undefined;
    socket.send.mockReturnValueOnce(new Promise((resolve) => (answer = resolve)));
    const stop = store.watch('ben');
    await clock.pass(60_000);
    expect(socket.send).toHaveBeenCalledTimes(1);
    answer({ presences: [{ ...ben, status: 'busy' }] });
    await settled();
    expect(store.status('ben')).toBe('busy');
    socket.send.mockResolvedValue({ presences: [ben] });
    await clock.pass(20_000);
    expect([store.status('ben'), socket.send.mock.calls.length]).toEqual(['online', 2]);
    seen.mockReturnValue('hidden');
    await clock.pass(60_000);
    expect(socket.send).toHaveBeenCalledTimes(2);
    seen.mockRestore();
    await clock.pass(20_000);
    stop();
    await clock.pass(60_000);
    expect(socket.send).toHaveBeenCalledTimes(3);
  });

  it('applies the state and what changes', () => {
    emit(fromServer.presenceState);
    expect([store.status(first), store.status(second)]).toEqual(['online', 'busy']);
    emit(fromServer.presenceChanged);
    expect([store.status(first), store.status(second)]).toEqual(['offline', 'busy']);
  });

  it('says who is here of those whom I follow, and of nobody else', () => {
    emit(fromServer.presenceState);
    emit({ ...fromServer.presenceChanged, channel: 'conversation:1', data: { ...ben, user_id: 'ben' } });
    expect([store.here(first), store.here('ben'), store.status('ben')]).toEqual(['online', undefined, 'online']);
    emit(fromServer.presenceChanged);
    expect(store.here(first)).toBeUndefined();
  });

  it('takes the first state after a welcome for the whole, and a later one for what changed', () => {
    emit(fromServer.presenceState);
    const onlyFirst = {
      ...fromServer.presenceState,
      data: { presences: fromServer.presenceState.data.presences.slice(0, 1) },
    };
    emit(onlyFirst);
    expect(store.status(second)).toBe('busy');
    emit(fromServer.welcomeNone);
    emit(onlyFirst);
    expect([store.status(first), store.status(second)]).toEqual(['online', 'offline']);
  });

  it('keeps whom it knows by asking or by a conversation when the whole comes without them', async () => {
    const cleo = { user_id: 'cleo', status: 'busy' as const, last_seen: null };
    emit(fromServer.presenceState);
    socket.send.mockResolvedValueOnce({ presences: [ben] });
    store.watch('ben');
    await settled();
    emit({ ...fromServer.presenceState, channel: 'conversation:1', data: { presences: [cleo] } });
    emit(fromServer.welcomeNone);
    emit({ ...fromServer.presenceState, data: { presences: [] } });
    expect([first, second, 'ben', 'cleo'].map((user) => store.status(user))).toEqual([
      'offline',
      'offline',
      'online',
      'busy',
    ]);
  });

  it('begins anew over polling, and takes no state there for the whole', () => {
    emit(fromServer.presenceState);
    const { welcomeNone, presenceState } = fromServer;
    const { presences } = presenceState.data;
    emit({ ...welcomeNone, data: { ...welcomeNone.data, connection_id: POLLING } });
    expect([store.status(first), store.status(second)]).toEqual(['offline', 'offline']);
    emit({ ...presenceState, data: { presences: presences.slice(0, 1) } });
    emit({ ...presenceState, data: { presences: presences.slice(1) } });
    expect([store.status(first), store.status(second)]).toEqual(['online', 'busy']);
  });

  it('takes no state for the whole that comes after a change', () => {
    emit(fromServer.presenceState);
    emit(fromServer.welcomeNone);
    const { channel } = fromServer.presenceState;
    emit({ ...fromServer.presenceChanged, channel, data: { user_id: first, status: 'away', last_seen: null } });
    emit({ ...fromServer.presenceState, data: { presences: [] } });
    expect([store.status(first), store.status(second)]).toEqual(['away', 'busy']);
  });

  it('takes the state of a conversation for its partner only', () => {
    emit(fromServer.presenceState);
    emit(fromServer.welcomeNone);
    emit({ ...fromServer.presenceState, channel: 'conversation:1', data: { presences: [] } });
    expect(store.status(second)).toBe('busy');
  });
});

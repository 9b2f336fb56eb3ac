import { TestBed } from '@angular/core/testing';
import { FakeClock } from '../../../testing/fake-clock';
import { FakeWebsocket } from '../../../testing/fake-websocket';
import { CLOCK } from '../services/browser';
import { WebsocketService } from '../services/websocket.service';
import { Attention } from './attention';

const MINUTE = 60_000;

describe('Attention', () => {
  let socket: FakeWebsocket;
  let clock: FakeClock;
  let attention: Attention;

  beforeEach(() => {
    socket = new FakeWebsocket();
    clock = new FakeClock();
    socket.send.mockResolvedValue({});
    TestBed.configureTestingModule({
      providers: [Attention, { provide: WebsocketService, useValue: socket }, { provide: CLOCK, useValue: clock }],
    });
    attention = TestBed.inject(Attention);
    attention.start();
  });

  afterEach(() => attention.stop());

  const touch = () => document.dispatchEvent(new Event('pointermove'));
  const told = () => socket.send.mock.calls.map(([command]) => command.data);

  it('says away after five minutes without input', async () => {
    await clock.pass(5 * MINUTE - 1);
    expect(told()).toEqual([]);
    await clock.pass(1);
    expect(told()).toEqual([{ status: 'away', automatic: true }]);
  });

  it('counts from the last input', async () => {
    await clock.pass(4 * MINUTE);
    touch();
    await clock.pass(4 * MINUTE);
    expect(told()).toEqual([]);
    await clock.pass(MINUTE);
    expect(told()).toHaveLength(1);
  });

  it('says online with the first input, once, and away again later', async () => {
    await clock.pass(5 * MINUTE);
    touch();
    touch();
    expect(told().at(-1)).toEqual({ status: 'online', automatic: true });
    expect(told()).toHaveLength(2);
    await clock.pass(5 * MINUTE);
    expect(told()).toHaveLength(3);
  });

  it('says so again over a new connection while nobody is there', async () => {
    await clock.pass(5 * MINUTE);
    socket.status.set({ state: 'offline' });
    TestBed.tick();
    socket.status.set({ state: 'live' });
    TestBed.tick();
    expect(told().at(-1)).toEqual({ status: 'away', automatic: true });
    expect(told().length).toBeGreaterThan(1);
  });
});

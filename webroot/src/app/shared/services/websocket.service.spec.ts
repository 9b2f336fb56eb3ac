import { TestBed } from '@angular/core/testing';
import { firstValueFrom } from 'rxjs';
import { settled } from '../../../testing/fake-clock';
import { FakeSurroundings } from '../../../testing/fake-surroundings';
import { fromServer } from '../../../testing/golden-frames';
import { AuthStore } from '../auth/auth.store';
import { POLLING } from '../realtime';
import { AHEAD } from '../time/now';
import { CLOCK, DEVICE, POSITION_MEMORY, PROBE, SOCKET_FACTORY } from './browser';
import { WebsocketService } from './websocket.service';

describe('WebsocketService', () => {
  let world: FakeSurroundings;
  let service: WebsocketService;

  beforeEach(() => {
    world = new FakeSurroundings();
    TestBed.configureTestingModule({
      providers: [
        { provide: AuthStore, useValue: world.tokens },
        { provide: CLOCK, useValue: world.clock },
        { provide: SOCKET_FACTORY, useValue: world.openSocket },
        { provide: PROBE, useValue: world.probe },
        { provide: DEVICE, useValue: world.device },
        { provide: POSITION_MEMORY, useValue: world.memory },
      ],
    });
    service = TestBed.inject(WebsocketService);
  });

  async function live(): Promise<void> {
    service.connect();
    await settled();
    world.socket.opens();
    world.socket.receives(fromServer.welcomeNone);
  }

  it('gives events by name, typed, and all of them by *', async () => {
    const contents: string[] = [];
    const names: string[] = [];
    service.on('new_message').subscribe(({ data }) => contents.push(data.message.content));
    service.on('*').subscribe(({ event }) => names.push(event));
    await live();
    world.socket.receives(fromServer.newMessage);
    world.socket.receives(fromServer.draining);
    expect(contents).toEqual([fromServer.newMessage.data.message.content]);
    expect(names).toEqual(['welcome', 'new_message', 'draining']);
  });

  it('learns from the welcome how late it is by the clock of the server, and not over polling', async () => {
    const ahead = () => TestBed.inject(AHEAD)();
    await live();
    expect(ahead()).toBe(fromServer.welcomeNone.data.server_time - world.clock.now());
    const { data } = fromServer.welcomeNone;
    service.disconnect();
    service.connect();
    await settled();
    world.socket.opens();
    world.socket.receives({ ...fromServer.welcomeNone, data: { ...data, connection_id: POLLING, server_time: 0 } });
    expect(ahead()).toBe(data.server_time - world.clock.now());
  });

  it('tells its status as a signal and as an observable', async () => {
    expect(service.status()).toEqual({ state: 'offline' });
    await live();
    expect(service.status()).toEqual({ state: 'live' });
    TestBed.tick();
    expect(await firstValueFrom(service.connectionStatus$)).toEqual({ state: 'live' });
    service.disconnect();
    expect(service.status()).toEqual({ state: 'offline' });
  });

  it('sends commands and answers with their acks', async () => {
    await live();
    const ack = service.send({ type: 'message', event: 'delete_message', data: { message_id: 'm' } });
    world.socket.receives({ ...fromServer.sendMessageAck, id: world.socket.commands('delete_message')[0]?.id });
    expect(await ack).toEqual(fromServer.sendMessageAck.data);
  });

  it('subscribes and unsubscribes', async () => {
    await live();
    service.subscribe('feed');
    service.unsubscribe('feed');
    expect(world.socket.sent.slice(-2).map(({ event, data }) => [event, data])).toEqual([
      ['subscribe', { channels: ['feed'] }],
      ['unsubscribe', { channels: ['feed'] }],
    ]);
  });

  it('says why a subscription was refused', async () => {
    await live();
    const answer = service.subscribe('conversation:of-others');
    const [{ id } = {}] = world.socket.commands('subscribe');
    world.socket.receives({ v: 1, type: 'error', id, code: 'forbidden', message: 'not yours', timestamp: 0 });
    expect(await answer).toMatchObject({ code: 'forbidden' });
  });

  it('has the state loaded, until the loader leaves', async () => {
    let loads = 0;
    const leave = service.loadStateWith(() => {
      loads += 1;
      return Promise.resolve();
    });
    await live();
    expect(loads).toBe(1);
    leave();
    world.socket.receives(fromServer.resync);
    expect(loads).toBe(1);
  });

  it('forgets who was connected', async () => {
    await live();
    service.forget();
    expect(world.kept()).toBeUndefined();
  });
});

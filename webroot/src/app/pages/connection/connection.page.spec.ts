import { ComponentFixture, TestBed } from '@angular/core/testing';
import { signal } from '@angular/core';
import { provideRouter } from '@angular/router';
import { FakeClock } from '../../../testing/fake-clock';
import { FakeWebsocket } from '../../../testing/fake-websocket';
import { alice } from '../../../testing/people';
import { AuthStore } from '../../shared/auth/auth.store';
import { AnyEvent, Position } from '../../shared/realtime';
import { CLOCK } from '../../shared/services/browser';
import { WebsocketService } from '../../shared/services/websocket.service';
import { provideIcons } from '../../shared/ui/icons';
import { ConnectionPage } from './connection.page';

describe('ConnectionPage', () => {
  const position: Position = { user_id: alice.id, session: 's-1', epoch: 'e-1', seq: 7 };
  let socket: FakeWebsocket & { position: () => Position | undefined };
  let clock: FakeClock;
  let fixture: ComponentFixture<ConnectionPage>;

  beforeEach(() => {
    socket = Object.assign(new FakeWebsocket(), { position: () => position });
    socket.on = (() => socket.events.asObservable()) as unknown as typeof socket.on;
    clock = new FakeClock();
    TestBed.configureTestingModule({
      providers: [
        provideIcons(),
        provideRouter([]),
        { provide: WebsocketService, useValue: socket },
        { provide: AuthStore, useValue: { user: signal(alice) } },
        { provide: CLOCK, useValue: clock },
      ],
    });
  });

  async function open(): Promise<void> {
    fixture = TestBed.createComponent(ConnectionPage);
    await fixture.whenStable();
  }

  const page = () => fixture.nativeElement as HTMLElement;

  function fact(name: string): string | undefined {
    const terms = [...page().querySelectorAll('dl > *')].map((one) => one.textContent.trim());
    return terms[terms.indexOf(name) + 1];
  }

  it('says how it is connected and where it stands', async () => {
    socket.send.mockResolvedValue({ presences: [] });
    await open();
    expect([fact('State'), fact('Transport'), fact('Session'), fact('Last event')]).toEqual([
      'Connected',
      'WebSocket',
      's-1',
      'seq 7',
    ]);
    expect(fact('There and back')).toBe('0 ms');
  });

  it('names the way that is only the second best, and what goes on without any', async () => {
    socket.send.mockResolvedValue({ presences: [] });
    socket.status.set({ state: 'live', transport: 'polling' });
    await open();
    expect(fact('Transport')).toBe('Long polling');
    socket.status.set({ state: 'reconnecting', attempt: 3, retryAt: 0 });
    await fixture.whenStable();
    expect([fact('State'), fact('Transport')]).toEqual(['Reconnecting…, attempt 3', '–']);
    socket.status.set({ state: 'refused', code: 4503, reason: 'signed_out' });
    await fixture.whenStable();
    expect(fact('State')).toBe('Ended by the server (4503)');
  });

  it('says that another tab has the socket', async () => {
    socket.send.mockResolvedValue({ presences: [] });
    socket.owner = 'another tab';
    await open();
    expect([fact('State'), fact('Transport')]).toEqual(['Connected', 'WebSocket, through another tab']);
  });

  it('measures nothing while there is no answer', async () => {
    socket.send.mockRejectedValue(new Error('lost'));
    await open();
    expect(fact('There and back')).toBe('not measured');
  });

  it('shows that events came, and nothing of what is in them', async () => {
    socket.send.mockResolvedValue({ presences: [] });
    await open();
    expect(page().textContent).toContain('None since you opened this page.');
    const frame = { v: 1, type: 'message', event: 'new_message', id: 'id-8', seq: 8, timestamp: 0 };
    socket.events.next({ ...frame, data: { message: { content: 'secret' } } } as unknown as AnyEvent);
    await fixture.whenStable();
    const events = page().querySelector('ol')?.textContent;
    expect(events).toContain('new_message');
    expect(events).toContain('seq 8');
    expect(page().textContent).not.toContain('secret');
  });
});

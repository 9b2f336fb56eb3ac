import { provideHttpClient } from '@angular/common/http';
import { signal } from '@angular/core';
import { ComponentFixture, TestBed } from '@angular/core/testing';
import { vi } from 'vitest';
import { FakeClock } from '../../testing/fake-clock';
import { ConnectionStatus } from '../shared/realtime';
import { CLOCK } from '../shared/services/browser';
import { WebsocketService } from '../shared/services/websocket.service';
import { provideIcons } from '../shared/ui/icons';
import { ConnectionBar } from './connection-bar';

describe('ConnectionBar', () => {
  const status = signal<ConnectionStatus>({ state: 'live' });
  const connect = vi.fn();
  let clock: FakeClock;
  let fixture: ComponentFixture<ConnectionBar>;

  beforeEach(() => {
    clock = new FakeClock();
    status.set({ state: 'live' });
    TestBed.configureTestingModule({
      providers: [
        provideHttpClient(),
        provideIcons(),
        { provide: WebsocketService, useValue: { status, connect } },
        { provide: CLOCK, useValue: clock },
      ],
    });
    fixture = TestBed.createComponent(ConnectionBar);
    TestBed.tick();
  });

  const words = () => (fixture.nativeElement as HTMLElement).textContent.trim();

  async function after(next: ConnectionStatus, ms: number): Promise<string> {
    status.set(next);
    TestBed.tick();
    await clock.pass(ms);
    TestBed.tick();
    return words();
  }

  it('says nothing while the connection is live, or gone for a moment only', async () => {
    expect(words()).toBe('');
    expect(await after({ state: 'reconnecting', attempt: 1, retryAt: 0 }, 800)).toBe('');
    expect(await after({ state: 'live' }, 5000)).toBe('');
    expect(await after({ state: 'live', transport: 'sockjs' }, 5000)).toBe('');
  });

  it.each<[ConnectionStatus, string]>([
    [{ state: 'connecting' }, 'Connecting…'],
    [{ state: 'reconnecting', attempt: 3, retryAt: 0 }, 'Reconnecting…'],
    [
      { state: 'live', transport: 'polling' },
      'This network lets no live connection through: DevThread asks for news instead.',
    ],
    [{ state: 'offline' }, 'You are offline. What you write is sent when you are back.'],
  ])('says what is going on: %j', async (next, text) => {
    expect(await after(next, 900)).toBe(text);
    expect(await after({ state: 'live' }, 0)).toBe('');
  });

  it('bears the state at once, before it says anything', async () => {
    const state = () => (fixture.nativeElement as HTMLElement).dataset['state'];
    expect(state()).toBe('live');
    expect(await after({ state: 'connecting' }, 0)).toBe('');
    expect(state()).toBe('connecting');
  });

  it('says why the server does not want us back, and lets me ask again', async () => {
    expect(await after({ state: 'refused', code: 4504, reason: 'too_many_connections' }, 900)).toContain(
      'open in too many places',
    );
    (fixture.nativeElement as HTMLElement).querySelector('button')?.click();
    expect(connect).toHaveBeenCalledOnce();
  });
});

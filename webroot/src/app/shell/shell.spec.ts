import { provideHttpClient } from '@angular/common/http';
import { computed, signal } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { MatMenuTrigger } from '@angular/material/menu';
import { By } from '@angular/platform-browser';
import { provideRouter, Router, TitleStrategy } from '@angular/router';
import { RouterTestingHarness } from '@angular/router/testing';
import { vi } from 'vitest';
import { FakeWebsocket } from '../../testing/fake-websocket';
import { fakeApi } from '../../testing/messages-bed';
import { notification } from '../../testing/notifications';
import { alice, bob, conversation } from '../../testing/people';
import { MessagesApi } from '../pages/messages/messages.api';
import { AuthStore } from '../shared/auth/auth.store';
import { PresenceApi } from '../shared/presence/presence.api';
import { UserRef } from '../shared/realtime';
import { ADDRESS } from '../shared/services/browser';
import { WebsocketService } from '../shared/services/websocket.service';
import { ThemeStore } from '../shared/theme/theme.store';
import { PageTitle } from '../shared/ui/page-title';
import { provideIcons } from '../shared/ui/icons';
import { Shell } from './shell';

class FakeAuth {
  readonly operator = signal(false);
  readonly user = signal<UserRef | undefined>(alice);
  readonly signedIn = computed(() => this.user() !== undefined);
  readonly signOut = vi.fn(() => this.user.set(undefined));
  readonly ended = signal<UserRef | undefined>(undefined);
  readonly forget = vi.fn(() => {
    this.ended.set(this.user());
    this.user.set(undefined);
  });
}

describe('Shell', () => {
  let auth: FakeAuth;
  let socket: FakeWebsocket & { connect: () => void; forget: () => void };
  let harness: RouterTestingHarness;

  beforeEach(async () => {
    auth = new FakeAuth();
    socket = Object.assign(new FakeWebsocket(), { connect: vi.fn(), forget: vi.fn() });
    const api = fakeApi();
    api.conversations.mockResolvedValue({ items: [conversation(bob, { unread_count: 100 })], next: null });
    TestBed.configureTestingModule({
      providers: [
        provideHttpClient(),
        provideIcons(),
        { provide: TitleStrategy, useExisting: PageTitle },
        provideRouter([
          { path: 'sign-in', children: [] },
          { path: '', component: Shell, children: [{ path: ':page', title: 'Another page', children: [] }] },
        ]),
        { provide: AuthStore, useValue: auth },
        { provide: ADDRESS, useValue: { assign: () => undefined, reload: () => undefined } },
        { provide: MessagesApi, useValue: api },
        { provide: WebsocketService, useValue: socket },
      ],
    });
    harness = await RouterTestingHarness.create('/');
    await harness.fixture.whenStable();
  });

  const page = () => harness.routeNativeElement as HTMLElement;

  const places = () =>
    [...page().querySelectorAll('nav a')].map((link) => [
      link.getAttribute('aria-label'),
      link.querySelector('.badge')?.textContent,
    ]);

  const press = (key: string, target: EventTarget = document.body) =>
    target.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));

  async function openMenu(): Promise<HTMLElement[]> {
    harness.fixture.debugElement.query(By.directive(MatMenuTrigger)).injector.get(MatMenuTrigger).openMenu();
    await harness.fixture.whenStable();
    return [...document.querySelectorAll<HTMLElement>('[mat-menu-item]')];
  }

  it('connects, and shows how much is unread in the navigation', () => {
    expect(socket.connect).toHaveBeenCalledOnce();
    expect(places()).toEqual([
      ['Feed', undefined],
      ['Messages, 100 unread', '99+'],
      ['Notifications', undefined],
    ]);
  });

  it('counts the notifications that come, in the navigation and in the title', async () => {
    socket.emit('new_notification', { notification: notification(), unread_count: 2 });
    await harness.fixture.whenStable();
    expect(places()[2]).toEqual(['Notifications, 2 unread', '2']);
    expect(document.title).toContain('(102)');
  });

  it('goes where g and a letter say, unless somebody is writing', async () => {
    const go = vi.spyOn(TestBed.inject(Router), 'navigateByUrl').mockResolvedValue(true);
    press('g');
    press('n');
    press('g');
    press('x');
    press('f');
    press('m');
    const field = document.body.appendChild(document.createElement('textarea'));
    press('g', field);
    press('f', field);
    field.remove();
    press('g');
    press('f');
    expect(go.mock.calls.map(([url]) => url)).toEqual(['/notifications', '/feed']);
  });

  it('lists the shortcuts', () => {
    const shown = vi.fn();
    const dialog = page().querySelector('dialog') as HTMLDialogElement;
    dialog.showModal = shown;
    press('?');
    expect([shown.mock.calls.length, dialog.querySelectorAll('dt').length]).toEqual([1, 9]);
  });

  it('lets me choose how others see me', async () => {
    const chosen = vi.spyOn(TestBed.inject(PresenceApi), 'choose').mockImplementation(async (status) => ({
      user_id: alice.id,
      status,
      last_seen: null,
    }));
    const items = await openMenu();
    items.find((item) => item.textContent.includes('Busy'))?.click();
    await harness.fixture.whenStable();
    expect(chosen.mock.calls).toEqual([['busy']]);
    expect(page().querySelector('.account')?.getAttribute('aria-label')).toBe('Profile: alice, busy');
    expect(page().querySelector('.account dt-avatar')?.getAttribute('data-status')).toBe('busy');
  });

  it('lets me choose how it looks', async () => {
    const items = await openMenu();
    items.find((item) => item.textContent.includes('Dark'))?.click();
    expect(TestBed.inject(ThemeStore).theme()).toBe('dark');
    TestBed.inject(ThemeStore).choose('system');
  });

  it('has the page read out that I go to, not the one that I began with', async () => {
    const said = () => page().querySelector('p[aria-live]')?.textContent;
    expect(said()).toBe('');
    await harness.navigateByUrl('/settings');
    await harness.fixture.whenStable();
    expect(said()).toBe('Another page');
  });

  it('ends the connection and goes to the sign-in page when I sign out', async () => {
    expect(document.title).toContain('(100)');
    const items = await openMenu();
    items.find((item) => item.textContent.includes('Sign out'))?.click();
    await harness.fixture.whenStable();
    expect(auth.signOut).toHaveBeenCalledOnce();
    expect(socket.forget).toHaveBeenCalled();
    expect(TestBed.inject(Router).url).toBe('/sign-in');
    expect(document.title).toBe('DevThread');
  });

  it('starts afresh when somebody else has signed in in another tab', async () => {
    const assigned = vi.spyOn(TestBed.inject(ADDRESS), 'assign').mockReturnValue();
    auth.user.set(bob);
    await harness.fixture.whenStable();
    expect(socket.forget).toHaveBeenCalled();
    expect(assigned.mock.calls).toEqual([['/']]);
  });

  it('signs out when the server has ended the session, and keeps the way back where it had run out', async () => {
    await harness.navigateByUrl('/?of=mine');
    socket.status.set({ state: 'refused', code: 4503, reason: 'signed_out' });
    await harness.fixture.whenStable();
    expect(auth.forget).toHaveBeenCalledOnce();
    expect(TestBed.inject(Router).url).toBe('/sign-in?next=%2F%3Fof%3Dmine');
  });

  it('lets the keyboard skip the navigation', () => {
    document.body.append(harness.fixture.nativeElement as HTMLElement);
    page().querySelector<HTMLElement>('.skip')?.click();
    expect(document.activeElement?.id).toBe('content');
  });
});

import { HttpErrorResponse, provideHttpClient } from '@angular/common/http';
import { computed, signal } from '@angular/core';
import { ComponentFixture, TestBed } from '@angular/core/testing';
import { Router } from '@angular/router';
import { vi } from 'vitest';
import { AuthStore, Credentials } from '../../shared/auth/auth.store';
import { alice, bob } from '../../../testing/people';
import { UserRef } from '../../shared/realtime';
import { provideIcons } from '../../shared/ui/icons';
import { SignInPage } from './sign-in.page';

function refusal(status: number, error: object): HttpErrorResponse {
  return new HttpErrorResponse({ status, error });
}

describe('SignInPage', () => {
  const user = signal<UserRef | undefined>(undefined);
  const auth = {
    signIn: vi.fn<(credentials: Credentials) => Promise<void>>(),
    register: vi.fn<(credentials: Credentials) => Promise<void>>(),
    signInWith: vi.fn<(token: string) => boolean>(),
    ended: (): UserRef | undefined => undefined,
    user,
    signedIn: computed(() => user() !== undefined),
  };
  const navigateByUrl = vi.fn();
  let fixture: ComponentFixture<SignInPage>;

  beforeEach(async () => {
    vi.resetAllMocks();
    user.set(undefined);
    auth.ended = () => undefined;
    auth.signIn.mockImplementation(async () => user.set(alice));
    auth.register.mockImplementation(async () => user.set(alice));
    TestBed.configureTestingModule({
      providers: [
        provideHttpClient(),
        provideIcons(),
        { provide: AuthStore, useValue: auth },
        { provide: Router, useValue: { navigateByUrl } },
      ],
    });
    await open();
  });

  async function open(): Promise<void> {
    fixture = TestBed.createComponent(SignInPage);
    await fixture.whenStable();
  }

  const page = () => fixture.nativeElement as HTMLElement;
  const errors = () => [...page().querySelectorAll('mat-error, [role=alert]')].map((one) => one.textContent.trim());

  function field(name: string): HTMLInputElement {
    return page().querySelector(`[formcontrolname=${name}]`) as HTMLInputElement;
  }

  function fill(name: string, value: string): void {
    field(name).value = value;
    field(name).dispatchEvent(new Event('input'));
  }

  async function click(text: string): Promise<void> {
    const buttons = [...page().querySelectorAll('button')];
    buttons.find((button) => button.textContent.trim() === text)?.click();
    await fixture.whenStable();
  }

  it('takes a token that was made elsewhere, and says when it is none', async () => {
    fixture.componentRef.setInput('next', '/operations');
    await click('Sign in with a token');
    const box = page().querySelector('textarea') as HTMLTextAreaElement;
    box.value = 'rubbish';
    box.dispatchEvent(new Event('input'));
    auth.signInWith.mockReturnValueOnce(false);
    await click('Use this token');
    expect(errors()).toEqual(['This is no token, or it has expired.']);
    expect(navigateByUrl).not.toHaveBeenCalled();
    auth.signInWith.mockImplementationOnce(() => (user.set(alice), true));
    await click('Use this token');
    expect(navigateByUrl).toHaveBeenCalledWith('/operations');
  });

  it('signs in and goes where I wanted to go', async () => {
    fixture.componentRef.setInput('next', '/messages/7');
    fill('username', 'alice');
    fill('password', 'devthread');
    await click('Sign in');
    expect(auth.signIn).toHaveBeenCalledWith({ username: 'alice', password: 'devthread' });
    expect(navigateByUrl).toHaveBeenCalledWith('/messages/7');
  });

  it.each([
    [alice, '/messages/7'],
    [bob, '/'],
  ])('says that the session of alice has ended, and takes %o to %s', async (person, url) => {
    auth.ended = () => alice;
    await open();
    expect([page().querySelector('[role=status]')?.textContent, field('username').value]).toEqual([
      'Your session has ended. Sign in to go on.',
      'alice',
    ]);
    fixture.componentRef.setInput('next', '/messages/7');
    fill('username', person.username);
    fill('password', 'devthread');
    auth.signIn.mockImplementationOnce(async () => user.set(person));
    await click('Sign in');
    expect(navigateByUrl).toHaveBeenCalledWith(url);
  });

  it('goes on where I have signed in in another tab', async () => {
    fixture.componentRef.setInput('next', '/messages/7');
    user.set(alice);
    await fixture.whenStable();
    expect(navigateByUrl.mock.calls).toEqual([['/messages/7']]);
  });

  it('says what is missing before it asks anybody', async () => {
    await click('Sign in');
    expect(errors()).toEqual(['The user name is missing.', 'The password is missing.']);
    expect(auth.signIn).not.toHaveBeenCalled();
  });

  it('says above the form what belongs to no field', async () => {
    auth.signIn.mockRejectedValue(refusal(401, { code: 'unauthorized', message: 'wrong user name or password' }));
    fill('username', 'alice');
    fill('password', 'wrong');
    await click('Sign in');
    expect(errors().map((text) => text.replace(/\s+/g, ' '))).toEqual(['Wrong user name or password.']);
    expect(navigateByUrl).not.toHaveBeenCalled();
  });

  it('registers, and shows a problem by its field until that is changed', async () => {
    await click('Create an account');
    auth.register.mockRejectedValueOnce(
      refusal(400, { code: 'invalid_data', message: 'this name is taken', field: 'username' }),
    );
    fill('username', 'alice');
    fill('password', 'secret-secret');
    await click('Create account');
    expect(errors()).toEqual(['This name is taken.']);
    fill('username', 'alice2');
    await fixture.whenStable();
    expect(errors()).toEqual([]);
    await click('Create account');
    expect(auth.register).toHaveBeenLastCalledWith({ username: 'alice2', password: 'secret-secret' });
    expect(navigateByUrl).toHaveBeenCalledWith('/');
  });

  it('lets me in as a sample user with one click', async () => {
    await click('carol');
    expect(auth.signIn).toHaveBeenCalledWith({ username: 'carol', password: 'devthread' });
  });

  it('shows the password when asked', async () => {
    page().querySelector<HTMLElement>('[aria-label="Show the password"]')?.click();
    await fixture.whenStable();
    expect(field('password').type).toBe('text');
  });
});

import { Component, signal } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { provideRouter, Router } from '@angular/router';
import { RouterTestingHarness } from '@angular/router/testing';
import { operating, signedIn, signedOut } from './auth.guard';
import { AuthStore } from './auth.store';

@Component({ selector: 'dt-blank', template: '' })
class Blank {}

describe('the guards', () => {
  const isSignedIn = signal(false);
  const isOperator = signal(false);

  beforeEach(() => {
    TestBed.configureTestingModule({
      providers: [
        { provide: AuthStore, useValue: { signedIn: isSignedIn, operator: isOperator } },
        provideRouter([
          { path: 'sign-in', component: Blank, canActivate: [signedOut] },
          { path: '', pathMatch: 'full', component: Blank, canActivate: [signedIn] },
          { path: 'operations', component: Blank, canActivate: [signedIn, operating] },
          { path: 'messages/:id', component: Blank, canActivate: [signedIn] },
        ]),
      ],
    });
  });

  async function urlAfter(url: string): Promise<string> {
    await RouterTestingHarness.create(url);
    return TestBed.inject(Router).url;
  }

  it('send a stranger to the sign-in page, which knows the way back', async () => {
    isSignedIn.set(false);
    expect(await urlAfter('/messages/7')).toBe('/sign-in?next=%2Fmessages%2F7');
  });

  it('keep the address short where there is no way to remember', async () => {
    isSignedIn.set(false);
    expect(await urlAfter('/')).toBe('/sign-in');
  });

  it('let in who is signed in', async () => {
    isSignedIn.set(true);
    expect(await urlAfter('/messages/7')).toBe('/messages/7');
  });

  it('send who is no operator away from the operations', async () => {
    isSignedIn.set(true);
    isOperator.set(false);
    expect(await urlAfter('/operations')).toBe('/');
  });

  it('let an operator see the operations', async () => {
    isSignedIn.set(true);
    isOperator.set(true);
    expect(await urlAfter('/operations')).toBe('/operations');
  });

  it('send who is signed in away from the sign-in page', async () => {
    isSignedIn.set(true);
    expect(await urlAfter('/sign-in')).toBe('/');
  });
});

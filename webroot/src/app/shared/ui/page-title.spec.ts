import { Component } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { Title } from '@angular/platform-browser';
import { provideRouter, TitleStrategy } from '@angular/router';
import { RouterTestingHarness } from '@angular/router/testing';
import { routes } from '../../app.routes';
import { PageTitle } from './page-title';

@Component({ selector: 'dt-blank', template: '' })
class Blank {}

describe('PageTitle', () => {
  it('names the page and how much is unread', async () => {
    TestBed.configureTestingModule({
      providers: [
        provideRouter([
          { path: 'messages', title: 'Messages', component: Blank },
          { path: 'untitled', component: Blank },
        ]),
        { provide: TitleStrategy, useExisting: PageTitle },
      ],
    });
    const icon = document.head.appendChild(document.createElement('link'));
    icon.rel = 'icon';
    const title = TestBed.inject(Title);
    const harness = await RouterTestingHarness.create('/messages');
    expect(title.getTitle()).toBe('Messages · DevThread');
    TestBed.inject(PageTitle).setUnread(3);
    expect(title.getTitle()).toBe('(3) Messages · DevThread');
    await harness.navigateByUrl('/untitled');
    expect([title.getTitle(), icon.getAttribute('href')]).toEqual(['(3) DevThread', 'favicon-unread.svg']);
    TestBed.inject(PageTitle).setUnread(0);
    expect([title.getTitle(), icon.getAttribute('href')]).toEqual(['DevThread', 'favicon.svg']);
    icon.remove();
  });

  it('names whose profile it is, and has it read out from one to the next', async () => {
    const all = routes.flatMap(({ children }) => children ?? []);
    const { path, title } = all.find((one) => one.path === 'profile/:username') ?? {};
    TestBed.configureTestingModule({
      providers: [
        provideRouter([{ ...(path && { path }), ...(title && { title }), component: Blank }]),
        { provide: TitleStrategy, useExisting: PageTitle },
      ],
    });
    const harness = await RouterTestingHarness.create('/profile/bob');
    expect(TestBed.inject(Title).getTitle()).toBe('bob · DevThread');
    await harness.navigateByUrl('/profile/carol');
    expect(TestBed.inject(PageTitle).arrivedAt()).toBe('carol');
  });
});

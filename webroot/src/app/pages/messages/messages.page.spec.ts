import { provideHttpClient } from '@angular/common/http';
import { TestBed } from '@angular/core/testing';
import { provideRouter, Router, withComponentInputBinding } from '@angular/router';
import { RouterTestingHarness } from '@angular/router/testing';
import { messagesBed } from '../../../testing/messages-bed';
import { FocusKeeper } from '../../shared/keyboard/focus-keeper';
import { provideIcons } from '../../shared/ui/icons';
import { MessagesSync } from './messages-sync';
import { routes } from './messages.routes';

describe('MessagesPage', () => {
  let harness: RouterTestingHarness;

  async function visit(url: string): Promise<void> {
    messagesBed([FocusKeeper]);
    TestBed.configureTestingModule({
      providers: [
        provideHttpClient(),
        provideIcons(),
        provideRouter([{ path: 'messages', children: routes }], withComponentInputBinding()),
      ],
    });
    harness = await RouterTestingHarness.create(url);
    document.body.append(harness.fixture.nativeElement as HTMLElement);
    TestBed.inject(FocusKeeper);
    TestBed.inject(MessagesSync).start();
    await harness.fixture.whenStable();
  }

  const page = () => harness.routeNativeElement as HTMLElement;
  const press = (key: string, target: EventTarget = document.body) =>
    target.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));

  it('invites to choose a conversation', async () => {
    await visit('/messages');
    expect(page().textContent).toContain('Choose a conversation');
    expect(page().classList).not.toContain('open');
  });

  it('opens the conversation that a link names, and closes it with Escape', async () => {
    await visit('/messages/with-bob');
    expect(page().classList).toContain('open');
    const dialog = document.body.appendChild(document.createElement('dialog'));
    press('Escape', dialog);
    dialog.remove();
    await harness.fixture.whenStable();
    expect(TestBed.inject(Router).url).toBe('/messages/with-bob');
    press('Escape');
    await harness.fixture.whenStable();
    expect(TestBed.inject(Router).url).toBe('/messages');
  });

  it('goes on from the line of the conversation that was left, else from the heading', async () => {
    await visit('/messages/with-bob');
    const composer = () => page().querySelector('textarea') as HTMLTextAreaElement;
    composer().focus();
    press('Escape', composer());
    await harness.fixture.whenStable();
    expect(document.activeElement?.getAttribute('data-list-item')).toBe('with-bob');
    await harness.navigateByUrl('/messages/with-nobody-known');
    composer().focus();
    press('Escape', composer());
    await harness.fixture.whenStable();
    expect(document.activeElement).toBe(page().querySelector('h1'));
  });

  it('searches with /, except where a / is being written', async () => {
    await visit('/messages/with-bob');
    const composer = page().querySelector('textarea') as HTMLTextAreaElement;
    composer.focus();
    press('/', composer);
    expect(document.activeElement).toBe(composer);
    press('/');
    expect(document.activeElement).toBe(page().querySelector('input'));
  });
});

import { ComponentFixture, TestBed } from '@angular/core/testing';
import { provideIcons } from '../../shared/ui/icons';
import { Drafts } from '../../shared/text/drafts';
import { Composer } from './composer';

describe('Composer', () => {
  let fixture: ComponentFixture<Composer>;
  let sent: string[];

  beforeEach(async () => {
    TestBed.configureTestingModule({ providers: [provideIcons()] });
    fixture = TestBed.createComponent(Composer);
    sent = [];
    fixture.componentInstance.sent.subscribe((text) => sent.push(text));
    fixture.componentRef.setInput('to', 'bob');
    await talkIn('with-bob');
  });

  async function talkIn(conversationId: string): Promise<void> {
    fixture.componentRef.setInput('conversationId', conversationId);
    await fixture.whenStable();
  }

  const page = () => fixture.nativeElement as HTMLElement;
  const field = () => page().querySelector('textarea') as HTMLTextAreaElement;
  const button = () => page().querySelector('button') as HTMLButtonElement;

  async function write(text: string): Promise<void> {
    field().value = text;
    field().dispatchEvent(new Event('input'));
    await fixture.whenStable();
  }

  async function press(init: KeyboardEventInit): Promise<KeyboardEvent> {
    const event = new KeyboardEvent('keydown', { cancelable: true, ...init });
    field().dispatchEvent(event);
    await fixture.whenStable();
    return event;
  }

  it('sends with Enter, without the space around it, and is empty again', async () => {
    await write('  hello\nbob \n');
    const event = await press({ key: 'Enter' });
    expect([sent, field().value, event.defaultPrevented]).toEqual([['hello\nbob'], '', true]);
  });

  it('starts a new line with Shift+Enter, and leaves Enter to an input method', async () => {
    await write('hello');
    const newLine = await press({ key: 'Enter', shiftKey: true });
    const composing = await press({ key: 'Enter', isComposing: true });
    const inSafari = await press({ key: 'Enter', keyCode: 229 });
    expect([sent, ...[newLine, composing, inSafari].map((event) => event.defaultPrevented)]).toEqual([
      [],
      false,
      false,
      false,
    ]);
  });

  it('says to whom it goes once that is known', async () => {
    const names = () => [field().getAttribute('aria-label'), field().placeholder];
    expect(names()).toEqual(['Message to bob', 'Message bob']);
    fixture.componentRef.setInput('to', undefined);
    await fixture.whenStable();
    expect(names()).toEqual(['Message', 'Message']);
  });

  it('does not send nothing', async () => {
    await write(' \n ');
    await press({ key: 'Enter' });
    expect([sent, button().disabled]).toEqual([[], true]);
  });

  it('sends with its button', async () => {
    await write('hello');
    button().click();
    expect(sent).toEqual(['hello']);
  });

  it('counts near the limit, in code points, and sends nothing beyond it', async () => {
    const count = () => page().querySelector('.count')?.textContent;
    await write('x'.repeat(3799));
    expect(count()).toBeUndefined();
    await write('🎉'.repeat(3990));
    expect(count()).toBe('10 left');
    await write('🎉'.repeat(4001));
    expect([count(), button().disabled, field().getAttribute('aria-invalid')]).toEqual(['1 too many', true, 'true']);
    await press({ key: 'Enter' });
    expect(sent).toEqual([]);
  });

  it('shows what another tab has written here, and nothing once that has sent it', async () => {
    const drafts = TestBed.inject(Drafts);
    await write('mine');
    drafts.keep('with-bob', 'from another tab');
    await fixture.whenStable();
    expect(field().value).toBe('from another tab');
    drafts.keep('with-bob', '');
    await fixture.whenStable();
    expect([field().value, button().disabled]).toEqual(['', true]);
  });

  it('keeps what is half written until I am back', async () => {
    await write('half a thou');
    await talkIn('with-carol');
    expect(field().value).toBe('');
    await talkIn('with-bob');
    expect(field().value).toBe('half a thou');
    await press({ key: 'Enter' });
    await talkIn('with-carol');
    await talkIn('with-bob');
    expect(field().value).toBe('');
  });
});

import { ComponentFixture, TestBed } from '@angular/core/testing';
import { vi } from 'vitest';
import { bob, carol } from '../../../testing/people';
import { communityBed } from '../../../testing/community-bed';
import { Drafts } from './drafts';
import { Writer } from './writer';

describe('Writer', () => {
  let fixture: ComponentFixture<Writer>;
  let people: ReturnType<typeof communityBed>['people'];
  const save = vi.fn().mockResolvedValue(undefined);

  beforeEach(() => {
    vi.useFakeTimers();
    save.mockClear();
    ({ people } = communityBed());
    people.search.mockResolvedValue({ items: [bob, carol], next: null });
    fixture = TestBed.createComponent(Writer);
    const inputs = { label: 'New post', placeholder: '', action: 'Post', busyLabel: '', draft: 'post', save };
    for (const [name, value] of Object.entries(inputs)) fixture.componentRef.setInput(name, value);
    TestBed.tick();
  });

  afterEach(() => vi.useRealTimers());

  const page = () => fixture.nativeElement as HTMLElement;
  const field = () => page().querySelector('textarea') as HTMLTextAreaElement;
  const offered = () => [...page().querySelectorAll('[role=option]')].map(({ textContent }) => textContent.trim());

  async function type(text: string): Promise<void> {
    field().value = text;
    field().dispatchEvent(new Event('input'));
    TestBed.tick();
    await vi.advanceTimersByTimeAsync(200);
    TestBed.tick();
  }

  function press(key: string, held: KeyboardEventInit = {}): KeyboardEvent {
    const event = new KeyboardEvent('keydown', { key, cancelable: true, bubbles: true, ...held });
    field().dispatchEvent(event);
    TestBed.tick();
    return event;
  }

  it('offers people for an @, and takes the one that the keyboard chooses', async () => {
    await type('thanks @b');
    expect(people.search).toHaveBeenCalledWith('b');
    expect(offered()).toEqual(['Bbob', 'Ccarol']);
    const options = [...page().querySelectorAll('[role=option]')];
    expect(field().getAttribute('aria-activedescendant')).toBe(options[0]?.id);
    press('ArrowDown');
    expect(field().getAttribute('aria-activedescendant')).toBe(options[1]?.id);
    expect(press('Enter').defaultPrevented).toBe(true);
    expect([field().value, offered()]).toEqual(['thanks @carol ', []]);
  });

  it('shows what another tab has written here, and nothing once that has sent it', () => {
    const drafts = TestBed.inject(Drafts);
    drafts.keep('post', 'from another tab');
    TestBed.tick();
    expect(field().value).toBe('from another tab');
    drafts.keep('post', '');
    TestBed.tick();
    expect(field().value).toBe('');
  });

  it('leaves the focus at its button while it sends', async () => {
    document.body.append(page());
    let stored: (value: unknown) => void = () => undefined;
    save.mockReturnValueOnce(new Promise((resolve) => (stored = resolve)));
    await type('hello');
    const button = page().querySelector('button') as HTMLButtonElement;
    button.focus();
    button.click();
    button.click();
    TestBed.tick();
    expect([button.disabled, button.getAttribute('aria-disabled'), save.mock.calls]).toEqual([
      false,
      'true',
      [['hello']],
    ]);
    stored(undefined);
    await vi.advanceTimersByTimeAsync(0);
    TestBed.tick();
    expect([document.activeElement, field().value]).toEqual([button, '']);
    page().remove();
  });

  it('takes away what it has sent, and nothing that was written there meanwhile', async () => {
    const drafts = TestBed.inject(Drafts);
    await type('hello');
    page().querySelector('button')?.click();
    await vi.advanceTimersByTimeAsync(0);
    TestBed.tick();
    expect([field().value, drafts.of('post')]).toEqual(['', '']);
    let stored: (value: unknown) => void = () => undefined;
    save.mockReturnValueOnce(new Promise((resolve) => (stored = resolve)));
    await type('and again');
    page().querySelector('button')?.click();
    fixture.destroy();
    drafts.keep('post', 'something else');
    stored(undefined);
    await vi.advanceTimersByTimeAsync(0);
    expect(drafts.of('post')).toBe('something else');
    drafts.keep('post', '');
  });

  it('leaves the keys alone while it offers nobody', async () => {
    await type('thanks');
    expect(people.search).not.toHaveBeenCalled();
    expect([press('Enter'), press('Tab'), press('ArrowDown')].some((event) => event.defaultPrevented)).toBe(false);
  });

  it('takes a name with Tab, and goes back with Shift+Tab', async () => {
    await type('@b');
    expect(press('Tab', { shiftKey: true }).defaultPrevented).toBe(false);
    expect(field().value).toBe('@b');
    expect(press('Tab').defaultPrevented).toBe(true);
    expect(field().value).toBe('@bob ');
  });

  it('takes a click, and Escape for no', async () => {
    await type('@b');
    press('Escape');
    expect(offered()).toEqual([]);
    await type('@bo');
    page().querySelectorAll<HTMLElement>('[role=option]')[0]?.click();
    TestBed.tick();
    expect(field().value).toBe('@bob ');
  });
});

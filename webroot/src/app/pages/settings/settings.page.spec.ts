import { HttpErrorResponse } from '@angular/common/http';
import { ComponentFixture, TestBed } from '@angular/core/testing';
import { vi } from 'vitest';
import { communityBed } from '../../../testing/community-bed';
import { settled } from '../../../testing/fake-clock';
import { bob } from '../../../testing/people';
import { singleKeys } from '../../shared/keyboard/single-keys';
import { chosenLanguage } from '../../shared/language/language';
import { ADDRESS } from '../../shared/services/browser';
import { DESKTOP, DesktopPermission } from '../../shared/services/desktop';
import { BlocksStore } from '../../shared/settings/blocks.store';
import { SettingsStore } from '../../shared/settings/settings.store';
import { FILE_SAVER } from './file-saver';
import { SettingsPage } from './settings.page';

describe('SettingsPage', () => {
  let bed: ReturnType<typeof communityBed>;
  let fixture: ComponentFixture<SettingsPage>;
  let permission: DesktopPermission;
  let answer: DesktopPermission;
  const ask = vi.fn(() => Promise.resolve((permission = answer)));
  const save = vi.fn();
  const reload = vi.fn();
  const assign = vi.fn();
  const refused = new HttpErrorResponse({ status: 503, error: { code: 'unavailable', message: 'try again later' } });

  beforeEach(() => {
    [permission, answer] = ['default', 'granted'];
    ask.mockClear();
    save.mockClear();
    bed = communityBed(
      [],
      [
        { provide: DESKTOP, useValue: { permission: () => permission, ask } },
        { provide: FILE_SAVER, useValue: save },
        { provide: ADDRESS, useValue: { reload, assign } },
      ],
    );
  });

  const page = () => fixture.nativeElement as HTMLElement;
  const text = () => page().textContent.replace(/\s+/g, ' ');
  const alerts = () => [...page().querySelectorAll('[role=alert]')].map(({ textContent }) => textContent.trim());
  const button = (label: string) =>
    [...page().querySelectorAll('button')].find((one) => one.textContent.trim() === label) as HTMLButtonElement;

  function theSwitch(label: string): HTMLButtonElement {
    const labelled = (one: Element) =>
      page().querySelector(`#${one.getAttribute('aria-labelledby') ?? ''}`)?.textContent === label;
    return [...page().querySelectorAll<HTMLButtonElement>('[role=switch]')].find(labelled) as HTMLButtonElement;
  }

  const isOn = (label: string) => theSwitch(label).getAttribute('aria-checked') === 'true';

  async function show(): Promise<void> {
    await settled();
    await fixture.whenStable();
  }

  async function open(): Promise<void> {
    TestBed.inject(SettingsStore).start();
    TestBed.inject(BlocksStore).start();
    fixture = TestBed.createComponent(SettingsPage);
    await show();
  }

  async function flip(label: string): Promise<void> {
    theSwitch(label).click();
    await show();
  }

  it('says what each switch means as it stands', async () => {
    await open();
    expect(isOn('Read receipts')).toBe(true);
    await flip('Read receipts');
    expect([
      isOn('Read receipts'),
      text().includes("You turned read receipts off, so you don't see others' either."),
    ]).toEqual([false, true]);
    await flip('Likes');
    await flip('Show new posts by themselves');
    await flip('Sound');
    expect(bed.settings.change.mock.calls.map(([patch]) => patch)).toEqual([
      { read_receipts: false },
      { notification_types: { like: false } },
      { feed_auto_refresh: true },
      { notification_sound: true },
    ]);
  });

  it('takes a refused change back and says why beside it', async () => {
    await open();
    bed.settings.change.mockRejectedValueOnce(refused);
    await flip('Typing');
    expect([isOn('Typing'), alerts()]).toEqual([true, ['Not changed. Try again later.']]);
  });

  it('switches the shortcuts of one key off, in this browser', async () => {
    await open();
    expect([isOn('Shortcuts of one key'), text()]).toEqual([true, expect.stringContaining('j, k, / and others')]);
    await flip('Shortcuts of one key');
    expect([isOn('Shortcuts of one key'), singleKeys()]).toEqual([false, false]);
    await flip('Shortcuts of one key');
    expect([isOn('Shortcuts of one key'), singleKeys()]).toEqual([true, true]);
  });

  it('says why there are no settings, and tries again', async () => {
    bed.settings.load.mockRejectedValueOnce(refused);
    await open();
    expect(text()).toContain('Try again later.');
    button('Try again').click();
    await show();
    expect(isOn('Presence')).toBe(true);
  });

  describe('desktop notifications', () => {
    it('asks the browser on the click and not before', async () => {
      await open();
      expect([ask.mock.calls.length, isOn('Desktop notifications')]).toEqual([0, false]);
      await flip('Desktop notifications');
      expect([ask.mock.calls.length, isOn('Desktop notifications')]).toEqual([1, true]);
      await flip('Desktop notifications');
      expect(bed.settings.change.mock.lastCall).toEqual([{ desktop_notifications: false }]);
    });

    it('stays off, with the reason, when the browser does not allow it', async () => {
      answer = 'denied';
      await open();
      await flip('Desktop notifications');
      expect([isOn('Desktop notifications'), bed.settings.change.mock.calls.length]).toEqual([false, 0]);
      expect(text()).toContain('This browser does not allow them');
    });

    it('is off in a browser that was not asked although I want it', async () => {
      await bed.settings.change({ desktop_notifications: true });
      await open();
      expect(isOn('Desktop notifications')).toBe(false);
      expect(text()).toContain('this browser has not been asked yet');
    });
  });

  describe('blocked people', () => {
    it('are listed with the way back, or why it failed', async () => {
      bed.blocks.list.mockResolvedValue({ items: [{ ...bob, blocked_at: '' }], next: null });
      bed.blocks.set.mockRejectedValueOnce(refused);
      await open();
      button('Unblock').click();
      await show();
      expect([alerts(), button('Unblock').disabled]).toEqual([['Not unblocked. Try again later.'], false]);
      button('Unblock').click();
      await show();
      expect(bed.blocks.set.mock.lastCall).toEqual([bob.id, false]);
      expect(text()).toContain('You block nobody.');
    });
  });

  describe('my data', () => {
    it('comes as a file, or with the reason why not', async () => {
      await open();
      bed.settings.export.mockRejectedValueOnce(refused);
      button('Download').click();
      await show();
      expect([alerts(), save.mock.calls.length]).toEqual([['Not exported. Try again later.'], 0]);
      button('Download').click();
      await show();
      expect(save.mock.lastCall?.[0]).toMatch(/^devthread-alice-\d{4}-\d\d-\d\d\.json$/);
    });

    it('comes while I am asked whether to erase it, and the button keeps the focus', async () => {
      await open();
      document.body.append(page());
      await confirmWith('alice');
      let deliver: (file: Blob) => void = () => undefined;
      bed.settings.export.mockReturnValueOnce(new Promise((resolve) => (deliver = resolve)));
      button('Download').focus();
      button('Download').click();
      await show();
      button('Preparing…').click();
      expect([document.activeElement, bed.settings.export.mock.calls.length]).toEqual([button('Preparing…'), 1]);
      deliver(new Blob());
      await show();
      expect([save.mock.calls.length, page().querySelector('#erase-name')]).toEqual([1, expect.any(HTMLElement)]);
      page().remove();
    });

    async function confirmWith(name: string): Promise<void> {
      button('Erase…').click();
      await show();
      const field = page().querySelector('#erase-name') as HTMLInputElement;
      field.value = name;
      field.dispatchEvent(new Event('input'));
      await show();
    }

    const submit = async () => {
      page()
        .querySelector('form')
        ?.dispatchEvent(new Event('submit', { cancelable: true }));
      await show();
    };

    it('is erased only when my name is typed', async () => {
      await open();
      await confirmWith('alic');
      expect(button('Erase my data').ariaDisabled).toBe('true');
      await submit();
      expect(bed.settings.erase).not.toHaveBeenCalled();
      button('Cancel').click();
      await show();
      await confirmWith('alice');
      await submit();
      expect(bed.settings.erase).toHaveBeenCalledOnce();
      expect(text()).toContain('Your data is erased.');
    });

    it('says that it goes on, or why it did not begin', async () => {
      await open();
      bed.settings.erase.mockRejectedValueOnce(refused).mockResolvedValueOnce({ id: 'e' });
      await confirmWith('alice');
      await submit();
      expect(alerts()).toEqual(['Not erased. Try again later.']);
      await submit();
      expect(text()).toContain('Your data is being erased. It goes on if you leave.');
    });
  });

  it('remembers the language, and loads the page anew in it', async () => {
    await open();
    const choice = page().querySelector('select') as HTMLSelectElement;
    expect([choice.value, [...choice.options].map(({ text }) => text.trim())]).toEqual([
      '',
      ['As the browser', 'English', 'Deutsch'],
    ]);
    const choose = (value: string) => {
      choice.value = value;
      choice.dispatchEvent(new Event('change'));
      return chosenLanguage();
    };
    expect([choose('de'), choose('')]).toEqual(['de', undefined]);
    expect(reload).toHaveBeenCalledTimes(2);
  });

  it('says of what this browser does not remember that it is as before', async () => {
    const full = vi.spyOn(Storage.prototype, 'setItem').mockImplementation(() => {
      throw new DOMException('full', 'QuotaExceededError');
    });
    await open();
    await flip('Shortcuts of one key');
    expect([isOn('Shortcuts of one key'), singleKeys()]).toEqual([true, true]);
    full.mockRestore();
  });

  it('loads the page anew in the language, and says what that means, where this browser remembers nothing', async () => {
    const forbidden = vi.spyOn(globalThis, 'localStorage', 'get').mockImplementation(() => {
      throw new DOMException('no', 'SecurityError');
    });
    await open();
    expect(text()).toContain('This browser keeps nothing for DevThread: you sign in again');
    const choice = page().querySelector('select') as HTMLSelectElement;
    for (const value of ['de', '']) {
      choice.value = value;
      choice.dispatchEvent(new Event('change'));
    }
    expect(assign.mock.calls).toEqual([['/settings?language=de'], ['/settings']]);
    forbidden.mockRestore();
  });
});

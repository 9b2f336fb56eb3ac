import { isPlainEscape, isPlainKey } from './plain-key';
import { switchSingleKeys } from './single-keys';

describe('A plain key', () => {
  afterEach(() => switchSingleKeys(true));

  function press(key: string, place = 'main', how: KeyboardEventInit = {}): KeyboardEvent {
    const element = document.createElement(place);
    const event = new KeyboardEvent('keydown', { key, ...how });
    element.dispatchEvent(event);
    return event;
  }

  it('is one that nobody writes and nobody holds another with', () => {
    expect([isPlainKey(press('j')), isPlainKey(press('j', 'textarea')), isPlainKey(press('j', 'dialog'))]).toEqual([
      true,
      false,
      false,
    ]);
    expect(isPlainKey(press('j', 'main', { ctrlKey: true }))).toBe(false);
  });

  it('is none where that is switched off', () => {
    switchSingleKeys(false);
    expect([isPlainKey(press('j')), isPlainKey(press('?')), isPlainEscape(press('Escape'))]).toEqual([
      false,
      false,
      true,
    ]);
  });

  it('is an Esc that closes no dialog and ends no composition', () => {
    const composing = { isComposing: true };
    expect([isPlainEscape(press('Escape', 'textarea')), isPlainEscape(press('Escape', 'dialog'))]).toEqual([
      true,
      false,
    ]);
    expect(isPlainEscape(press('Escape', 'textarea', composing))).toBe(false);
  });
});

import { DEFAULT_SETTINGS, isOn, patchOf, Switch, withSwitch } from './settings';

describe('settings', () => {
  it.each<[Switch, object]>([
    ['read_receipts', { read_receipts: false }],
    ['notification_types.like', { notification_types: { like: false } }],
  ])('switches %s, and only that', (which, patch) => {
    expect(isOn(DEFAULT_SETTINGS, which)).toBe(true);
    const off = withSwitch(DEFAULT_SETTINGS, which, false);
    expect(isOn(off, which)).toBe(false);
    expect(withSwitch(off, which, true)).toEqual(DEFAULT_SETTINGS);
    expect(patchOf(which, false)).toEqual(patch);
  });
});

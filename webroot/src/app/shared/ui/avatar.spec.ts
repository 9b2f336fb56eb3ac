import { TestBed } from '@angular/core/testing';
import { Avatar, hueOf, initialsOf } from './avatar';

describe('initialsOf', () => {
  it.each([
    ['bob', 'B'],
    ['ada.lovelace', 'AL'],
    ['grace_brewster_hopper', 'GB'],
    ['😀smile', '😀'],
    ['...', '?'],
  ])('%s: %s', (username, initials) => {
    expect(initialsOf(username)).toBe(initials);
  });
});

describe('hueOf', () => {
  it('is one of eight and stays the same for one person', () => {
    const hues = new Set(Array.from({ length: 200 }, (_, n) => hueOf(`user-${n}`)));
    expect([...hues].sort()).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    expect(hueOf('user-7')).toBe(hueOf('user-7'));
  });
});

describe('Avatar', () => {
  it('is decoration, in the size asked for', async () => {
    const fixture = TestBed.createComponent(Avatar);
    fixture.componentRef.setInput('user', { id: '1', username: 'bob' });
    fixture.componentRef.setInput('size', 32);
    await fixture.whenStable();
    const element = fixture.nativeElement as HTMLElement;
    expect([element.textContent, element.ariaHidden ?? element.getAttribute('aria-hidden')]).toEqual(['B', 'true']);
    expect(element.style.getPropertyValue('--size')).toBe('32px');
  });
  it('shows a status only where one is known', async () => {
    const fixture = TestBed.createComponent(Avatar);
    fixture.componentRef.setInput('user', { id: '1', username: 'bob' });
    await fixture.whenStable();
    const shown = () => (fixture.nativeElement as HTMLElement).dataset['status'];
    expect(shown()).toBeUndefined();
    fixture.componentRef.setInput('status', 'busy');
    await fixture.whenStable();
    expect(shown()).toBe('busy');
  });
});

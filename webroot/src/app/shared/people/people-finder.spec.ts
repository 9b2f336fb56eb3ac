import { ComponentFixture, TestBed } from '@angular/core/testing';
import { Router } from '@angular/router';
import { vi } from 'vitest';
import { communityBed } from '../../../testing/community-bed';
import { PeopleFinder } from './people-finder';

describe('PeopleFinder', () => {
  let fixture: ComponentFixture<PeopleFinder>;
  let people: ReturnType<typeof communityBed>['people'];

  beforeEach(async () => {
    ({ people } = communityBed([{ path: '**', children: [] }]));
    fixture = TestBed.createComponent(PeopleFinder);
    document.body.append(fixture.nativeElement as HTMLElement);
    await fixture.whenStable();
  });

  const page = () => fixture.nativeElement as HTMLElement;
  const field = () => page().querySelector('input') as HTMLInputElement;
  const found = () => page().querySelector('.found')?.textContent.trim();

  async function type(text: string): Promise<void> {
    field().value = text;
    field().dispatchEvent(new Event('input'));
    await vi.waitFor(
      async () => {
        await fixture.whenStable();
        expect(found()).toBeDefined();
      },
      { timeout: 30_000 },
    );
  }

  async function press(key: string, target: HTMLElement = field()): Promise<void> {
    target.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
    await fixture.whenStable();
  }

  it('is reached with /, finds people but not me, and opens the first with Enter', async () => {
    await press('/', document.body);
    expect(document.activeElement).toBe(field());
    await type('b');
    expect(found()).toContain('bob');
    expect(found()).not.toContain('alice');
    await press('Enter');
    await fixture.whenStable();
    expect([TestBed.inject(Router).url, field().value]).toEqual(['/profile/bob', '']);
  });

  it('says that there is nobody, and closes with Escape or when it is left', async () => {
    people.search.mockResolvedValue({ items: [], next: null });
    await type('zoe');
    expect(found()).toBe('Nobody is called that.');
    await press('Escape');
    expect(found()).toBeUndefined();
    await type('zoe');
    field().dispatchEvent(new FocusEvent('focusout', { bubbles: true }));
    await fixture.whenStable();
    expect(found()).toBeUndefined();
  });
});

import { Component, signal } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { FocusKeeper } from './focus-keeper';

@Component({
  template: `
    <main tabindex="-1">
      <ul>
        @for (name of names(); track name) {
          <li tabindex="-1" [attr.data-list-item]="name" [id]="name">
            @if (open()) {
              <button type="button" [id]="name + '-button'">x</button>
            }
          </li>
        }
      </ul>
    </main>
    @if (toast()) {
      <section><button type="button" id="toast">x</button></section>
    }
  `,
})
class Page {
  readonly names = signal(['a', 'b', 'c']);
  readonly open = signal(true);
  readonly toast = signal(true);
}

describe('FocusKeeper', () => {
  let page: Page;

  beforeEach(() => {
    TestBed.configureTestingModule({ providers: [FocusKeeper] });
    const fixture = TestBed.createComponent(Page);
    document.body.append(fixture.nativeElement as HTMLElement);
    page = fixture.componentInstance;
    TestBed.inject(FocusKeeper);
    TestBed.tick();
  });

  const focus = (id: string) => document.getElementById(id)?.focus();
  const focused = () => document.activeElement?.id || document.activeElement?.localName;

  function change(names: string[]): void {
    page.names.set(names);
    TestBed.tick();
  }

  it('stays with what moves', () => {
    focus('a-button');
    change(['c', 'b', 'a']);
    expect(focused()).toBe('a-button');
    focus('c');
    change(['a', 'b', 'c']);
    expect(focused()).toBe('c');
  });

  it('goes to what lies around a button that is gone', () => {
    focus('b-button');
    page.open.set(false);
    TestBed.tick();
    expect(focused()).toBe('b');
  });

  it('goes to the next of the list, else to the one before, else to the page', () => {
    focus('b-button');
    change(['a', 'c']);
    expect(focused()).toBe('c');
    change(['a']);
    expect(focused()).toBe('a');
    change([]);
    expect(focused()).toBe('main');
  });

  it('goes back to where it was before what floats over the page', () => {
    focus('b-button');
    focus('toast');
    page.toast.set(false);
    TestBed.tick();
    expect(focused()).toBe('b-button');
  });

  it('lets the person leave: with Esc, or with a press on nothing', () => {
    focus('a-button');
    document.activeElement?.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true }));
    (document.activeElement as HTMLElement).blur();
    change(['b', 'a', 'c']);
    expect(focused()).toBe('body');
    focus('a-button');
    document.body.dispatchEvent(new Event('pointerdown', { bubbles: true }));
    (document.activeElement as HTMLElement).blur();
    change(['a', 'b', 'c']);
    expect(focused()).toBe('body');
  });

  it('keeps the place of what is pressed where the focus is already', () => {
    focus('a-button');
    document.activeElement?.dispatchEvent(new Event('pointerdown', { bubbles: true }));
    change(['c', 'b', 'a']);
    expect(focused()).toBe('a-button');
  });
});

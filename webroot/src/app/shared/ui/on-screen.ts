import { afterNextRender, DestroyRef, Directive, ElementRef, inject, input } from '@angular/core';
import { ScreenFollowers } from './screen-followers';

/** Has its id followed while its element is on the screen. */
@Directive({ selector: '[dtOnScreen]' })
export class OnScreen {
  readonly dtOnScreen = input.required<string>();
  /** Who follows it. */
  readonly dtOnScreenFor = input.required<ScreenFollowers>();
  #entered: string | undefined;

  constructor() {
    const element = inject<ElementRef<HTMLElement>>(ElementRef).nativeElement;
    const observer = new IntersectionObserver((entries) =>
      this.#show(entries.at(-1)?.isIntersecting ? this.dtOnScreen() : undefined),
    );
    afterNextRender(() => observer.observe(element));
    inject(DestroyRef).onDestroy(() => {
      observer.disconnect();
      this.#show(undefined);
    });
  }

  #show(id: string | undefined): void {
    if (id === this.#entered) return;
    if (this.#entered !== undefined) this.dtOnScreenFor().left(this.#entered);
    if (id !== undefined) this.dtOnScreenFor().entered(id);
    this.#entered = id;
  }
}

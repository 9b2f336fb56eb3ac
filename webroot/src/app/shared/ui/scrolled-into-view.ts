import { afterNextRender, DestroyRef, Directive, ElementRef, inject, output } from '@angular/core';

/** Tells, each time, that its element has come into view: loads the next page, marks a message as seen. */
@Directive({ selector: '[dtScrolledIntoView]' })
export class ScrolledIntoView {
  readonly dtScrolledIntoView = output();

  constructor() {
    const element = inject<ElementRef<HTMLElement>>(ElementRef).nativeElement;
    const observer = new IntersectionObserver(([entry]) => {
      if (entry?.isIntersecting) this.dtScrolledIntoView.emit();
    });
    afterNextRender(() => observer.observe(element));
    inject(DestroyRef).onDestroy(() => observer.disconnect());
  }
}

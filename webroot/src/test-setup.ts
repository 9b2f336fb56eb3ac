/** What browsers have and jsdom does not. Nothing is ever measured or scrolled in a unit test. */
class NoObserver {
  observe(): void {
    // There is no layout.
  }

  unobserve(): void {
    // There is no layout.
  }

  disconnect(): void {
    // There is no layout.
  }
}

Element.prototype.scrollIntoView = () => undefined;
Object.assign(globalThis, { IntersectionObserver: NoObserver, ResizeObserver: NoObserver });

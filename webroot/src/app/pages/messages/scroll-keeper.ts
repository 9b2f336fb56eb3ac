/** How close to the end still counts as "at the end". */
const NEAR_END_PX = 48;

interface Anchor {
  element: Element;
  /** Below the upper edge of the window, in pixels. */
  top: number;
}

/**
 * Holds a list of messages still while it changes: at its end it follows what arrives; anywhere else the message at the
 * upper edge stays where it is, whatever comes, goes or grows above and below it.
 */
export class ScrollKeeper {
  #atEnd = true;
  #anchor: Anchor | undefined;
  /** Where it stood when it was last looked at: a browser tells of scrolling a frame late, after what changes meanwhile. */
  #top = 0;

  /** @param itemsOf its messages, in their order from the top */
  constructor(
    private readonly element: HTMLElement,
    private readonly itemsOf: () => ArrayLike<Element>,
  ) {}

  get atEnd(): boolean {
    return this.#atEnd;
  }

  /** The reader scrolled. `cut`: what is at the end of the content is not the newest, and no end to follow. */
  scrolled(cut = false): void {
    this.#atEnd = !cut && this.#isNearEnd();
    this.#remember();
  }

  /** The content or the size of the window changed. `cut` as above. */
  settle(cut = false): void {
    const untold = this.element.scrollTop - this.#top;
    const hasLeft = untold < -NEAR_END_PX && !this.#isNearEnd();
    if (this.#atEnd && !cut && !hasLeft) return this.toEnd();
    this.#atEnd = false;
    const anchor = this.#anchor;
    if (anchor?.element.isConnected) this.element.scrollTop += this.#topOf(anchor.element) - (anchor.top - untold);
    this.#remember();
  }

  toEnd(): void {
    this.#atEnd = true;
    this.#anchor = undefined;
    this.element.scrollTop = this.element.scrollHeight;
    this.#top = this.element.scrollTop;
  }

  #isNearEnd(): boolean {
    const { scrollHeight, scrollTop, clientHeight } = this.element;
    return scrollHeight - scrollTop - clientHeight <= NEAR_END_PX;
  }

  #remember(): void {
    const element = this.#atEnd ? undefined : this.#firstInView();
    this.#anchor = element && { element, top: this.#topOf(element) };
    this.#top = this.element.scrollTop;
  }

  /** They stand one below the other: halving finds the first whose lower edge is in view. */
  #firstInView(): Element | undefined {
    const items = this.itemsOf();
    const edge = this.element.getBoundingClientRect().top;
    let [low, high] = [0, items.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      const bottom = items[middle]?.getBoundingClientRect().bottom ?? Infinity;
      if (bottom > edge) high = middle;
      else low = middle + 1;
    }
    return items[low];
  }

  #topOf(item: Element): number {
    return item.getBoundingClientRect().top - this.element.getBoundingClientRect().top;
  }
}

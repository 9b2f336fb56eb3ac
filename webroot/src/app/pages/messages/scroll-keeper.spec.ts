import { ScrollKeeper } from './scroll-keeper';

/** A list of items of 100 px in a window of 400 px, laid out as a browser would. */
class FakeList {
  scrollTop = 0;
  readonly clientHeight = 400;
  items: FakeItem[] = [];

  get scrollHeight(): number {
    return this.items.length * 100;
  }

  getBoundingClientRect() {
    return { top: 50 };
  }

  add(names: string[], where: 'above' | 'below'): void {
    const added = names.map((name) => new FakeItem(this, name));
    this.items = where === 'above' ? [...added, ...this.items] : [...this.items, ...added];
  }

  /** What stands at the upper edge, and how far it is cut off. */
  get edge(): [string | undefined, number] {
    return [this.items[Math.floor(this.scrollTop / 100)]?.name, this.scrollTop % 100];
  }
}

class FakeItem {
  constructor(
    private readonly list: FakeList,
    readonly name: string,
  ) {}

  get isConnected(): boolean {
    return this.list.items.includes(this);
  }

  getBoundingClientRect() {
    const top = 50 + this.list.items.indexOf(this) * 100 - this.list.scrollTop;
    return { top, bottom: top + 100 };
  }
}

describe('ScrollKeeper', () => {
  let list: FakeList;
  let keeper: ScrollKeeper;
  const names = (prefix: string, count: number) => Array.from({ length: count }, (_, n) => `${prefix}${n}`);

  beforeEach(() => {
    list = new FakeList();
    list.add(names('m', 10), 'below');
    keeper = new ScrollKeeper(list as unknown as HTMLElement, () => list.items as unknown as Element[]);
    keeper.settle();
  });

  function scrollTo(top: number): void {
    list.scrollTop = top;
    keeper.scrolled();
  }

  it('starts at the end and follows it', () => {
    list.add(['new'], 'below');
    keeper.settle();
    expect(list.scrollTop).toBe(1100);
  });

  it('stays where I read while newer messages arrive', () => {
    scrollTo(230);
    list.add(['new'], 'below');
    keeper.settle();
    expect([list.edge, keeper.atEnd]).toEqual([['m2', 30], false]);
  });

  it('leaves the end with the reader, although the browser tells of the scrolling later', () => {
    list.scrollTop = 100;
    list.add(['new'], 'below');
    keeper.settle();
    expect([list.edge, keeper.atEnd]).toEqual([['m1', 0], false]);
  });

  it('goes with the reader also elsewhere, although the browser tells of it later', () => {
    scrollTo(500);
    list.scrollTop = 30;
    list.add(names('older', 6), 'above');
    keeper.settle();
    expect(list.edge).toEqual(['m0', 30]);
  });

  it('does not jump when older messages appear above', () => {
    scrollTo(10);
    list.add(names('older', 6), 'above');
    keeper.settle();
    expect(list.edge).toEqual(['m0', 10]);
  });

  it('does not jump when messages come above and go below at once', () => {
    scrollTo(110);
    list.items = list.items.slice(0, 6);
    list.add(names('older', 6), 'above');
    keeper.settle(true);
    expect(list.edge).toEqual(['m1', 10]);
  });

  it('does not jump when messages go above and come below at once', () => {
    scrollTo(510);
    list.items = list.items.slice(4);
    list.add(names('newer', 6), 'below');
    keeper.settle();
    expect(list.edge).toEqual(['m5', 10]);
  });

  it('takes no end for the end where more is to come', () => {
    list.scrollTop = 600;
    keeper.scrolled(true);
    list.add(names('newer', 6), 'below');
    keeper.settle();
    expect([list.edge, keeper.atEnd]).toEqual([['m6', 0], false]);
  });

  it('takes almost the end for the end', () => {
    scrollTo(560);
    expect(keeper.atEnd).toBe(true);
    scrollTo(551);
    expect(keeper.atEnd).toBe(false);
    keeper.toEnd();
    expect(keeper.atEnd).toBe(true);
  });
});

import { vi } from 'vitest';
import { pagePosition, pageTransport } from './page';
import { Position } from './position';

describe('pagePosition', () => {
  const position: Position = { user_id: 'me', epoch: 'e', seq: 7 };

  afterEach(() => sessionStorage.clear());

  it('writes when the page goes away, and is taken out once', () => {
    const cancel = pagePosition.keep(() => position);
    dispatchEvent(new Event('pagehide'));
    cancel();
    expect([pagePosition.take(), pagePosition.take()]).toEqual([position, undefined]);
  });

  it('is taken out by a page that comes back as it was', () => {
    const cancel = pagePosition.keep(() => position);
    dispatchEvent(new Event('pagehide'));
    dispatchEvent(new Event('pageshow'));
    cancel();
    expect(pagePosition.take()).toBeUndefined();
  });

  it('writes nothing for who is not connected any more', () => {
    pagePosition.keep(() => position)();
    dispatchEvent(new Event('pagehide'));
    expect(pagePosition.take()).not.toEqual(position);
  });
});

describe('A storage that is full, forbidden, or holds rubbish', () => {
  const refuse = () => {
    throw new DOMException('no', 'SecurityError');
  };

  afterEach(() => {
    vi.restoreAllMocks();
    sessionStorage.clear();
  });

  it('keeps nothing, and stands in nobody’s way', () => {
    vi.spyOn(Storage.prototype, 'getItem').mockImplementation(refuse);
    vi.spyOn(Storage.prototype, 'setItem').mockImplementation(refuse);
    pageTransport.keep('polling');
    expect([pageTransport.recall(), pagePosition.take()]).toEqual([undefined, undefined]);
  });

  it('is no position', () => {
    sessionStorage.setItem('devthread.position', 'rubbish');
    expect(pagePosition.take()).toBeUndefined();
  });
});

import { vi } from 'vitest';
import { pageTabs } from './page-tabs';

describe('The tabs of a browser', () => {
  afterEach(() => vi.unstubAllGlobals());

  it.each([
    ['has channels', () => ({ close: () => undefined }), true],
    [
      'forbids channels',
      () => {
        throw new DOMException('no', 'SecurityError');
      },
      false,
    ],
  ])('that %s', (_, open, areKnown) => {
    vi.stubGlobal('navigator', { locks: {} });
    vi.stubGlobal('BroadcastChannel', function BroadcastChannel() {
      return open();
    });
    expect(pageTabs() !== undefined).toBe(areKnown);
  });
});

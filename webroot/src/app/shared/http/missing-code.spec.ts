import { TestBed } from '@angular/core/testing';
import { NavigationError } from '@angular/router';
import { vi } from 'vitest';
import { FakeClock } from '../../../testing/fake-clock';
import { ADDRESS, CLOCK } from '../services/browser';
import { loadAnewWithoutCode } from './missing-code';

describe('Code that is missing', () => {
  const assign = vi.fn();
  const server = vi.fn();
  let clock: FakeClock;
  const gone = new TypeError('Failed to fetch dynamically imported module: http://localhost/chunk-1.js');

  beforeEach(() => {
    clock = new FakeClock();
    sessionStorage.clear();
    assign.mockClear();
    server.mockReset().mockResolvedValue({ ok: true });
    vi.stubGlobal('fetch', server);
    TestBed.configureTestingModule({
      providers: [
        { provide: ADDRESS, useValue: { assign } },
        { provide: CLOCK, useValue: clock },
      ],
    });
  });

  afterEach(() => {
    vi.restoreAllMocks();
    vi.unstubAllGlobals();
  });

  const fails = (error: unknown) =>
    TestBed.runInInjectionContext(() => loadAnewWithoutCode(new NavigationError(1, '/settings', error)));

  it('makes the app load anew where the person wants to go, but not again and again', async () => {
    await fails(gone);
    await fails(gone);
    expect(assign.mock.calls).toEqual([['/settings']]);
    await clock.pass(60_000);
    await fails(gone);
    expect(assign.mock.calls.length).toBe(2);
  });

  it('does not make the app load anew where the next page would not know of it', async () => {
    vi.spyOn(globalThis, 'sessionStorage', 'get').mockImplementation(() => {
      throw new DOMException('no', 'SecurityError');
    });
    await fails(gone);
    expect(assign).not.toHaveBeenCalled();
  });

  it('leaves the page where it is while the server cannot be reached, and at any other fault', async () => {
    server.mockRejectedValueOnce(new TypeError('Failed to fetch'));
    await fails(gone);
    server.mockResolvedValueOnce({ ok: false });
    await fails(gone);
    await fails(new Error('a guard has failed'));
    expect(assign).not.toHaveBeenCalled();
  });
});

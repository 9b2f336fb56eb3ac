import { TestBed } from '@angular/core/testing';
import { vi } from 'vitest';
import { FakeClock, settled } from '../../../testing/fake-clock';
import { CLOCK } from './browser';
import { SOUND } from './sound';

describe('SOUND', () => {
  const clock = new FakeClock();
  let tones: number;
  let resumed: () => Promise<void>;

  beforeEach(() => {
    tones = 0;
    resumed = () => Promise.resolve();
    const param = { setValueAtTime: vi.fn(), linearRampToValueAtTime: vi.fn(), exponentialRampToValueAtTime: vi.fn() };
    class FakeAudio {
      currentTime = 0;
      resume = () => resumed();
      createGain = () => ({ gain: param, connect: vi.fn() });
      createOscillator = () => ({
        frequency: { value: 0 },
        connect: (to: unknown) => to,
        start: () => (tones += 1),
        stop: vi.fn(),
      });
    }
    vi.stubGlobal('AudioContext', FakeAudio);
    TestBed.configureTestingModule({ providers: [{ provide: CLOCK, useValue: clock }] });
  });

  afterEach(() => vi.unstubAllGlobals());

  const sound = () => TestBed.inject(SOUND)();

  it('is heard once for all that comes within a moment, and again later', async () => {
    for (let n = 0; n < 10; n += 1) sound();
    await settled();
    expect(tones).toBe(2);
    await clock.pass(3000);
    sound();
    await settled();
    expect(tones).toBe(4);
  });

  it('does not come with the first click, long after what it is about', async () => {
    let clicked: () => void = () => undefined;
    resumed = () => new Promise((resolve) => (clicked = resolve));
    sound();
    await clock.pass(301);
    clicked();
    await settled();
    expect(tones).toBe(0);
  });
});

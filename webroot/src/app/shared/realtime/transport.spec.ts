import { Transport, TransportLadder } from './transport';

describe('TransportLadder', () => {
  let kept: Transport | undefined;
  const memory = { recall: () => kept, keep: (one: Transport) => void (kept = one) };
  const ladder = () => new TransportLadder(['websocket', 'sockjs', 'polling'], memory);

  beforeEach(() => (kept = undefined));

  it('goes down step by step, and from the last one back to the best', () => {
    const one = ladder();
    const seen = [one.current];
    for (let n = 0; n < 3; n += 1) {
      one.down();
      seen.push(one.current);
    }
    expect(seen).toEqual(['websocket', 'sockjs', 'polling', 'websocket']);
  });

  it('remembers what worked, not what was only tried', () => {
    const one = ladder();
    one.down();
    expect(kept).toBeUndefined();
    one.live();
    expect([kept, ladder().current]).toEqual(['sockjs', 'sockjs']);
  });

  it('climbs straight to the best, and more and more rarely when that fails', () => {
    const one = ladder();
    expect(one.above).toBeUndefined();
    one.down();
    one.down();
    const waits = [one.climbAfterMs];
    for (let n = 0; n < 6; n += 1) {
      one.climbFailed();
      waits.push(one.climbAfterMs);
    }
    expect(waits.map((ms) => ms / 60_000)).toEqual([1, 2, 4, 8, 15, 15, 15]);
    one.climbed();
    expect([one.current, one.above, kept, one.climbAfterMs]).toEqual(['websocket', undefined, 'websocket', 60_000]);
  });

  it('begins at the best when what is remembered is not to be had', () => {
    kept = 'sockjs';
    expect(new TransportLadder(['websocket', 'polling'], memory).current).toBe('websocket');
  });
});

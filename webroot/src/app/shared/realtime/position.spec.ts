import { fromServer } from '../../../testing/golden-frames';
import { Welcome } from './events';
import { AnyEvent } from './frames';
import { PositionTracker } from './position';

const none = fromServer.welcomeNone.data as Welcome;
const full = fromServer.welcomeFull.data as Welcome;
const reset = fromServer.welcomeReset.data as Welcome;

function event(seq: number | undefined, id = `event-${seq}`): AnyEvent {
  const durable = seq === undefined ? {} : { seq };
  return { ...(fromServer.newMessage as AnyEvent), id, ...durable } as AnyEvent;
}

function ephemeral(): AnyEvent {
  return fromServer.pong as AnyEvent;
}

describe('PositionTracker', () => {
  it('asks for nothing before it has been anywhere', () => {
    expect(new PositionTracker().resumeRequest()).toBeUndefined();
  });

  it('starts after a fresh welcome at its seq, and the state has to be loaded', () => {
    const tracker = new PositionTracker();
    expect(tracker.welcome(none)).toBe(true);
    expect(tracker.resumeRequest()).toEqual({ session: none.session, epoch: none.epoch, seq: 41 });
  });

  it('can resume although not one event has come', () => {
    const tracker = new PositionTracker();
    tracker.welcome(none);
    expect(tracker.arrive(event(42))).toBe('next');
  });

  it('goes on where it was after a full resume', () => {
    const tracker = new PositionTracker({ user_id: full.user_id, session: 's', epoch: full.epoch, seq: 17 });
    expect(tracker.welcome(full)).toBe(false);
    expect(tracker.arrive(event(18))).toBe('next');
  });

  it('does not trust a full resume of somebody else or of another epoch', () => {
    const other = new PositionTracker({ user_id: 'somebody', session: 's', epoch: full.epoch, seq: 17 });
    const old = new PositionTracker({ user_id: full.user_id, session: 's', epoch: 'older', seq: 17 });
    expect([other.welcome(full), old.welcome(full)]).toEqual([true, true]);
  });

  it('takes the position of a reset, and the state has to be loaded', () => {
    const tracker = new PositionTracker({ user_id: reset.user_id, session: 's', epoch: reset.epoch, seq: 1 });
    expect(tracker.welcome(reset)).toBe(true);
    expect(tracker.current?.seq).toBe(41);
  });

  it('tells next, duplicate and gap by seq', () => {
    const tracker = new PositionTracker();
    tracker.welcome(none);
    expect([42, 42, 41, 44, 43, 44].map((seq) => tracker.arrive(event(seq)))).toEqual([
      'next',
      'duplicate',
      'duplicate',
      'gap',
      'next',
      'next',
    ]);
  });

  it('recognises an event by its id although it came under a new number', () => {
    const tracker = new PositionTracker();
    tracker.welcome(none);
    tracker.arrive(event(42, 'same'));
    tracker.resync('another epoch', 7);
    expect(tracker.arrive(event(8, 'same'))).toBe('duplicate');
    expect(tracker.arrive(event(9, 'other'))).toBe('next');
  });

  it('remembers only the newest ids', () => {
    const tracker = new PositionTracker();
    tracker.welcome(none);
    for (let seq = 42; seq < 42 + 300; seq += 1) tracker.arrive(event(seq));
    expect(tracker.arrive(event(342, 'event-42'))).toBe('next');
    expect(tracker.arrive(event(343, 'event-341'))).toBe('duplicate');
  });

  it('lets through what is not numbered', () => {
    const tracker = new PositionTracker();
    expect(tracker.arrive(event(1))).toBe('ephemeral');
    tracker.welcome(none);
    expect(tracker.arrive(ephemeral())).toBe('ephemeral');
  });

  it('leaves a session that another connection has taken, but not its place', () => {
    const tracker = new PositionTracker();
    tracker.leaveSession();
    tracker.welcome(none);
    tracker.leaveSession();
    expect(tracker.resumeRequest()).toEqual({ epoch: none.epoch, seq: 41 });
  });

  it('forgets everything', () => {
    const tracker = new PositionTracker();
    tracker.welcome(none);
    tracker.forget();
    expect(tracker.current).toBeUndefined();
  });
});

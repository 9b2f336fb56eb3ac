import { minuteAt, notification } from '../../../testing/notifications';
import { bob, NOON } from '../../../testing/people';
import * as logs from './notification-log';
import { EMPTY_LOG, NotificationLog } from './notification-log';

const at = (minute: number) => NOON + minute * 60_000;
const other = (minute: number) => notification(minute, { id: 'notification-2', type: 'follow', post_id: null });

type Step = (log: NotificationLog) => NotificationLog;

const says = (log: NotificationLog) => logs.listOf(log).map(({ id, actors_count, read }) => [id, actors_count, read]);

/** All orders of the steps, and each with everything twice. */
function orders(steps: readonly Step[]): Step[][] {
  if (steps.length < 2) return [[...steps]];
  return steps.flatMap((step, index) =>
    orders([...steps.slice(0, index), ...steps.slice(index + 1)]).map((rest) => [step, ...rest]),
  );
}

describe('the log of notifications', () => {
  it.each<[string, Step[], unknown[]]>([
    [
      'grown and read, then grown again',
      [
        (log) => logs.applyNotification(log, notification(1)),
        (log) => logs.applyNotification(log, notification(2, { actors_count: 2 })),
        (log) => logs.applyRead(log, ['notification-1'], at(3)),
        (log) => logs.applyNotification(log, notification(4, { actors_count: 3, actor: bob })),
        (log) => logs.applyNotification(log, other(5)),
      ],
      [
        ['notification-2', 1, false],
        ['notification-1', 3, false],
      ],
    ],
    [
      'all read, then one more',
      [
        (log) => logs.applyNotification(log, notification(1)),
        (log) => logs.applyAllRead(log, at(2)),
        (log) => logs.applyRead(log, ['notification-1'], at(1)),
        (log) => logs.applyNotification(log, other(3)),
      ],
      [
        ['notification-2', 1, false],
        ['notification-1', 1, true],
      ],
    ],
    [
      'withdrawn',
      [
        (log) => logs.applyNotification(log, notification(1)),
        (log) => logs.applyNotification(log, notification(2, { actors_count: 0 }), true),
        (log) => logs.applyNotification(log, other(1)),
      ],
      [['notification-2', 1, false]],
    ],
  ])('%s: ends in the same state in any order and any repetition', (_name, steps, expected) => {
    for (const order of orders(steps)) {
      const once = order.reduce((log, step) => step(log), EMPTY_LOG);
      const twice = order.reduce((log, step) => step(log), once);
      expect([says(once), says(twice)]).toEqual([expected, expected]);
    }
  });

  it('keeps what was read when a page says it again', () => {
    const log = logs.applyNotification(EMPTY_LOG, notification(1, { read: true }));
    expect(says(logs.applyNotification(log, notification(1)))).toEqual([['notification-1', 1, true]]);
  });

  it('starts over with what the server lists, and with what has come since', () => {
    const before = [notification(1), other(2)].reduce((log, one) => logs.applyNotification(log, one), EMPTY_LOG);
    const third = notification(0, { id: 'notification-3', updated_at: minuteAt(0) });
    const after = logs.restart(before, [third], new Set(['notification-2']));
    expect(logs.listOf(after).map(({ id }) => id)).toEqual(['notification-2', 'notification-3']);
  });

  it('leaves untouched what stays the same', () => {
    const log = [notification(1), other(2)].reduce((all, one) => logs.applyNotification(all, one), EMPTY_LOG);
    const read = logs.applyRead(log, ['notification-1'], at(3));
    const again = logs.applyAllRead(logs.applyRead(read, ['notification-1'], at(4)), at(1));
    expect(logs.listOf(again)[1]).toBe(logs.listOf(read)[1]);
    expect(logs.listOf(again)[0]).toBe(logs.listOf(log)[0]);
  });

  it('takes as read what was seen, not what it has said since', () => {
    const seen = [notification(1), other(1)].reduce((all, one) => logs.applyNotification(all, one), EMPTY_LOG);
    const grown = logs.applyNotification(seen, other(2));
    expect(says(logs.applyReadAs(grown, seen, ['notification-1', 'notification-2']))).toEqual([
      ['notification-2', 1, false],
      ['notification-1', 1, true],
    ]);
  });

  it('keeps the newest, and of what was read elsewhere not for ever', () => {
    const log = [notification(1), other(2)].reduce((all, one) => logs.applyNotification(all, one), EMPTY_LOG);
    expect(says(logs.newestOf(log, 1))).toEqual([['notification-2', 1, false]]);
    const ids = Array.from({ length: 2000 }, (_, n) => `n-${n}`);
    expect(logs.applyRead(log, ids, at(3)).readUntil.size).toBe(500);
  });
});

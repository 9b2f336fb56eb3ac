import { notification } from '../../../testing/notifications';
import { bob } from '../../../testing/people';
import { Notification } from '../../shared/realtime';
import * as logs from './notification-log';
import { EMPTY_LOG, Meanwhile, NotificationLog } from './notification-log';

const other = (minute: number, changes: Partial<Notification> = {}) =>
  notification(minute, { id: 'notification-2', type: 'follow', post_id: null, ...changes });

const logOf = (...all: Notification[]) => all.reduce((log, one) => logs.applyNotification(log, one), EMPTY_LOG);
const says = (log: NotificationLog) => logs.listOf(log).map(({ id, actors_count, read }) => [id, actors_count, read]);

describe('the log of notifications', () => {
  it('says what the last event said, whatever its time', () => {
    const log = logOf(other(1), notification(3, { actors_count: 2 }), notification(2, { actor: bob }));
    expect(says(log)).toEqual([
      ['notification-1', 1, false],
      ['notification-2', 1, false],
    ]);
    expect(says(logs.applyNotification(log, notification(0), true))).toEqual([['notification-2', 1, false]]);
  });

  it('takes all that stands as read; what is withdrawn may come back unread', () => {
    const log = logs.applyAllRead(logs.applyNotification(logOf(notification(1), other(2)), other(2), true));
    expect(says(log)).toEqual([['notification-1', 1, true]]);
    expect(says(logs.applyNotification(log, other(2)))).toEqual([
      ['notification-2', 1, false],
      ['notification-1', 1, true],
    ]);
  });

  it('starts over with what the server lists, and with what has come since it was asked', () => {
    const meanwhile = new Meanwhile();
    meanwhile.told.add('notification-2');
    const third = notification(0, { id: 'notification-3' });
    const after = logs.restart(logOf(notification(1), other(2)), [other(1, { actors_count: 9 }), third], meanwhile);
    expect(says(after)).toEqual([
      ['notification-2', 1, false],
      ['notification-3', 1, false],
    ]);
  });

  it('takes an answer as read as far as that was said meanwhile', () => {
    const meanwhile = new Meanwhile();
    meanwhile.read.add('notification-1');
    expect(says(logs.applyAnswer(EMPTY_LOG, [other(2), notification(1)], meanwhile))).toEqual([
      ['notification-2', 1, false],
      ['notification-1', 1, true],
    ]);
    meanwhile.allRead = true;
    expect(says(logs.applyAnswer(EMPTY_LOG, [other(2)], meanwhile))).toEqual([['notification-2', 1, true]]);
  });

  it('leaves untouched what stays the same', () => {
    const log = logOf(notification(1), other(2));
    const read = logs.applyRead(log, ['notification-1']);
    const again = logs.applyRead(read, ['notification-1', 'of another list']);
    expect(logs.listOf(again)[1]).toBe(logs.listOf(read)[1]);
    expect(logs.listOf(again)[0]).toBe(logs.listOf(log)[0]);
  });

  it('takes as read what was seen, not what it has said since', () => {
    const seen = logOf(notification(1), other(1));
    const grown = logs.applyNotification(seen, other(2));
    expect(says(logs.applyReadAs(grown, seen, ['notification-1', 'notification-2']))).toEqual([
      ['notification-2', 1, false],
      ['notification-1', 1, true],
    ]);
  });

  it('keeps the newest', () => {
    expect(says(logs.newestOf(logOf(notification(1), other(2)), 1))).toEqual([['notification-2', 1, false]]);
  });
});

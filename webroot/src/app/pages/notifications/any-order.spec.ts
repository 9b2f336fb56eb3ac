import fc from 'fast-check';
import { fromServer } from '../../../testing/golden-frames';
import { notification } from '../../../testing/notifications';
import { NOON } from '../../../testing/people';
import { Notification } from '../../shared/realtime';
import * as logs from './notification-log';
import { EMPTY_LOG, NotificationLog } from './notification-log';

type Step = (log: NotificationLog) => NotificationLog;

const at = (minute: number) => NOON + minute * 60_000;

/** One notification as it grows, a minute each time, until it is withdrawn or not; and when it was read. */
const life = fc.record({
  versions: fc.integer({ min: 1, max: 4 }),
  withdrawn: fc.boolean(),
  readAt: fc.option(fc.nat(6), { nil: undefined }),
});

function anyOrder<T>(steps: readonly T[]): fc.Arbitrary<T[]> {
  return fc.array(fc.nat(steps.length - 1), { maxLength: steps.length }).chain((again) => {
    const all = [...steps, ...again.map((index) => steps[index] as T)];
    return fc.shuffledSubarray(all, { minLength: all.length, maxLength: all.length });
  });
}

const says = (log: NotificationLog) => logs.listOf(log).map(({ id, actors_count, read }) => [id, actors_count, read]);

describe('Notifications in any order, any number of times', () => {
  it('end in the same list', () => {
    const story = fc
      .record({
        lives: fc.array(life, { minLength: 1, maxLength: 4 }),
        allReadAt: fc.option(fc.nat(6), { nil: undefined }),
      })
      .chain(({ lives, allReadAt }) => {
        const steps: Step[] = lives.flatMap(({ versions, withdrawn, readAt }, index) => {
          const id = `n-${index}`;
          const grown = Array.from({ length: versions }, (_, n): Step => {
            const isLast = n === versions - 1;
            const version = notification(n, { id, actors_count: n + 1 });
            return (log) => logs.applyNotification(log, version, withdrawn && isLast);
          });
          const read: Step[] = readAt === undefined ? [] : [(log) => logs.applyRead(log, [id], at(readAt))];
          return [...grown, ...read];
        });
        if (allReadAt !== undefined) steps.push((log) => logs.applyAllRead(log, at(allReadAt)));
        return anyOrder(steps).map((order) => ({ lives, allReadAt, order }));
      });
    fc.assert(
      fc.property(story, ({ lives, allReadAt, order }) => {
        const expected = lives
          .map(({ versions, withdrawn, readAt }, index) => {
            const read = Math.max(readAt ?? -1, allReadAt ?? -1) >= versions - 1;
            return { withdrawn, shown: [`n-${index}`, versions, read] as const };
          })
          .filter(({ withdrawn }) => !withdrawn)
          .map(({ shown }) => shown);
        const list = says(order.reduce((log, step) => step(log), EMPTY_LOG));
        expect(new Set(list.map((one) => one.join()))).toEqual(new Set(expected.map((one) => one.join())));
        expect(list.length).toBe(expected.length);
      }),
      { numRuns: 300 },
    );
  });

  it('of the golden frames end withdrawn where one was withdrawn', () => {
    const { newNotification, notificationUpdated, notificationWithdrawn, notificationBatch } = fromServer;
    const frames = [newNotification, notificationUpdated, notificationWithdrawn].map(({ data }) => data);
    const steps: Step[] = [
      ...frames.map((data): Step => {
        const withdrawn = 'withdrawn' in data && data.withdrawn === true;
        return (log) => logs.applyNotification(log, data.notification as Notification, withdrawn);
      }),
      ...notificationBatch.data.notifications.map(
        (one): Step =>
          (log) =>
            logs.applyNotification(log, one as Notification),
      ),
    ];
    const inOrder = says(steps.reduce((log, step) => step(log), EMPTY_LOG));
    fc.assert(
      fc.property(anyOrder(steps), (order) => {
        expect(says(order.reduce((log, step) => step(log), EMPTY_LOG))).toEqual(inOrder);
      }),
    );
  });
});

import fc from 'fast-check';
import { fromServer } from '../../../testing/golden-frames';
import { alice, bob, conversation, message } from '../../../testing/people';
import { DeliveryStatus, Message } from '../../shared/realtime';
import { applyToList } from './conversations';
import { applyMessage, applyRead, applyStatus, EMPTY_THREAD, fillHole, prependPage, Thread } from './thread';

type Step = (thread: Thread) => Thread;

/** All that will have happened to one message in the end. */
interface Life {
  edits: number;
  deleted: boolean;
  status: DeliveryStatus;
  read: boolean;
}

const life: fc.Arbitrary<Life> = fc.record({
  edits: fc.nat(3),
  deleted: fc.boolean(),
  status: fc.constantFrom('sent', 'delivered', 'read'),
  read: fc.boolean(),
});

const SECOND = ['', '.25', '.5'];

function versions(seq: number, { edits, deleted }: Life): Message[] {
  const first = message(seq, { sender_id: seq % 2 ? alice.id : bob.id });
  const edited = Array.from({ length: edits }, (_, n) => ({
    ...first,
    content: `edit ${n + 1}`,
    edited_at: `2025-11-24T12:00:20${SECOND[n]}Z`,
  }));
  const all = [first, ...edited];
  const last = all.at(-1) ?? first;
  return deleted ? [...all, { ...last, content: '', deleted: true }] : all;
}

function stepsOf(seq: number, of: Life): Step[] {
  const { id } = message(seq);
  const steps: Step[] = versions(seq, of).map((version) => (thread) => applyMessage(thread, version));
  if (of.status !== 'sent') steps.push((thread) => applyStatus(thread, [id], 'delivered'));
  if (of.status === 'read') steps.push((thread) => applyStatus(thread, [id, 'message-of-another'], 'read'));
  if (of.read) steps.push((thread) => applyRead(thread, [id]));
  return steps;
}

/** Every step at least once, some again, in any order. */
function anyOrder<T>(steps: readonly T[]): fc.Arbitrary<T[]> {
  return fc.array(fc.nat(Math.max(0, steps.length - 1)), { maxLength: steps.length }).chain((again) => {
    const all = [...steps, ...again.map((index) => steps[index] as T)];
    return fc.shuffledSubarray(all, { minLength: all.length, maxLength: all.length });
  });
}

const inTheEnd = ({ content, deleted, status, read }: Message) => ({ content, deleted, status, read });

describe('Events in any order, any number of times', () => {
  it('end in the same thread: last edit, deletion, furthest receipt', () => {
    const story = fc
      .record({ lives: fc.array(life, { minLength: 1, maxLength: 6 }), loaded: fc.nat() })
      .chain(({ lives, loaded }) => {
        // The page was read before any of it happened, and may come before, between or after.
        const page = Array.from({ length: 1 + (loaded % lives.length) }, (_, n) => message(n + 1)).map((one) => ({
          ...one,
          sender_id: one.conversation_seq % 2 ? alice.id : bob.id,
        }));
        const steps = lives.flatMap((one, n) => stepsOf(n + 1, one));
        const load: Step = (thread) => prependPage(thread, page, false);
        return anyOrder([load, ...steps]).map((order) => ({ lives, order }));
      });
    fc.assert(
      fc.property(story, ({ lives, order }) => {
        const thread = order.reduce((before, step) => step(before), EMPTY_THREAD);
        expect(thread.ahead).toEqual([]);
        expect(thread.messages.map(({ conversation_seq }) => conversation_seq)).toEqual(lives.map((_, n) => n + 1));
        const expected = lives.map((one, n) => {
          const last = versions(n + 1, one).at(-1) as Message;
          return { ...inTheEnd(last), status: one.status, read: one.read };
        });
        expect(thread.messages.map(inTheEnd)).toEqual(expected);
      }),
      { numRuns: 300 },
    );
  });

  it('leave no hole, whatever is filled when', () => {
    const arrivals = fc.integer({ min: 2, max: 9 }).chain((count) => {
      const live: Step[] = Array.from({ length: count }, (_, n) => (thread) => applyMessage(thread, message(n + 4)));
      const fill: Step = (thread) => (thread.ahead.length === 0 ? thread : fillHole(thread, [message(5), message(4)]));
      return anyOrder([...live, fill]).map((order) => ({ count, order }));
    });
    fc.assert(
      fc.property(arrivals, ({ count, order }) => {
        const start = prependPage(EMPTY_THREAD, [message(3), message(2), message(1)], false);
        const thread = order.reduce((before, step) => step(before), start);
        const seqs = thread.messages.map(({ conversation_seq }) => conversation_seq);
        expect(seqs).toEqual(Array.from({ length: count + 3 }, (_, n) => n + 1));
      }),
      { numRuns: 300 },
    );
  });

  it('end in the last message of the list', () => {
    const all = [
      message(1),
      message(2),
      message(3),
      message(3, { content: 'edited', edited_at: '2025-11-24T12:00:20Z' }),
    ];
    fc.assert(
      fc.property(anyOrder(all), (order) => {
        const list = order.reduce((before, one) => applyToList(before, one, undefined) ?? [], [conversation(bob)]);
        expect(list.map(({ last_message }) => last_message?.content)).toEqual(['edited']);
      }),
    );
  });

  it('of the golden frames end with the message deleted and its receipts kept', () => {
    const [sent, edited, deleted] = [fromServer.newMessage, fromServer.messageEdited, fromServer.messageDeleted].map(
      ({ data }) => data.message as Message,
    );
    const { conversation_seq: seq, id } = sent as Message;
    const before = Array.from({ length: seq - 1 }, (_, n) => message(n + 1));
    const steps: Step[] = [
      (thread) => prependPage(thread, before, false),
      ...[sent, edited, deleted].map(
        (version): Step =>
          (thread) =>
            applyMessage(thread, version as Message),
      ),
      (thread) => applyStatus(thread, fromServer.messageDelivered.data.message_ids, 'delivered'),
      (thread) => applyStatus(thread, fromServer.readReceipt.data.message_ids, 'read'),
    ];
    fc.assert(
      fc.property(anyOrder(steps), (order) => {
        const last = order.reduce((thread, step) => step(thread), EMPTY_THREAD).messages.at(-1);
        expect([last?.id, last?.deleted, last?.content, last?.status]).toEqual([id, true, '', 'read']);
      }),
    );
  });
});

import { HttpErrorResponse } from '@angular/common/http';
import { TestBed } from '@angular/core/testing';
import { FakeClock, settled } from '../../../testing/fake-clock';
import { refusal } from '../../../testing/refusal';
import { messagesBed } from '../../../testing/messages-bed';
import { message, page } from '../../../testing/people';
import { ThreadsStore } from './threads.store';

describe('ThreadsStore', () => {
  let api: ReturnType<typeof messagesBed>['api'];
  let clock: FakeClock;
  let store: ThreadsStore;

  beforeEach(() => {
    ({ api, clock } = messagesBed());
    store = TestBed.inject(ThreadsStore);
  });

  const thread = () => store.thread('with-bob');
  const seqs = () => thread().messages.map(({ conversation_seq }) => conversation_seq);
  const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => from + index);

  it('loads the newest page when a conversation is opened, once', async () => {
    expect(thread().state).toBe('loading');
    await store.open('with-bob');
    await store.open('with-bob');
    expect(api.history.mock.calls).toEqual([['with-bob', { limit: 50 }]]);
    expect([thread().state, seqs(), thread().hasOlder]).toEqual(['ready', [1, 2, 3], false]);
  });

  it('says what happened, and tries again when asked', async () => {
    api.history.mockRejectedValueOnce(new HttpErrorResponse({ status: 0 }));
    await store.open('with-bob');
    expect(thread().state).toMatchObject({ failed: { code: 'network' } });
    await store.open('with-bob');
    expect(thread().state).toBe('ready');
  });

  describe('whose first page cannot be had', () => {
    const unavailable = refusal(503, 'unavailable', 5000);

    it('tries again by itself, not sooner than the server said, and says until then what happened', async () => {
      api.history.mockRejectedValueOnce(unavailable).mockRejectedValueOnce(unavailable);
      await store.open('with-bob');
      store.apply(message(4));
      await clock.pass(5249);
      expect([thread().state, api.history.mock.calls.length]).toMatchObject([{ failed: { code: 'unavailable' } }, 1]);
      await clock.pass(1);
      expect([thread().state, api.history.mock.calls.length]).toMatchObject([{ failed: { code: 'unavailable' } }, 2]);
      await clock.pass(5500);
      expect([thread().state, seqs()]).toEqual(['ready', [1, 2, 3, 4]]);
      await clock.pass(60_000);
      expect(api.history).toHaveBeenCalledTimes(3);
    });

    it('leaves it at that when it is closed, and begins anew when it is opened again', async () => {
      api.history.mockRejectedValueOnce(unavailable);
      await store.open('with-bob');
      store.close('with-bob');
      await clock.pass(60_000);
      expect(api.history).toHaveBeenCalledTimes(1);
      await store.open('with-bob');
      expect(thread().state).toBe('ready');
    });

    it.each([
      [403, 'forbidden'],
      [404, 'not_found'],
      [400, 'invalid_data'],
    ] as const)('does not ask again what would be refused again: %i', async (status, code) => {
      api.history.mockRejectedValue(refusal(status, code));
      await store.open('with-bob');
      await clock.pass(60_000);
      await store.reload('with-bob');
      expect([thread().state, api.history.mock.calls.length]).toMatchObject([{ failed: { code } }, 2]);
    });

    it('loads it with a reload, which fails as long as it cannot be had', async () => {
      api.history.mockRejectedValueOnce(unavailable).mockRejectedValueOnce(unavailable);
      await store.open('with-bob');
      store.apply(message(4));
      await expect(store.reload('with-bob')).rejects.toBe(unavailable);
      await store.reload('with-bob');
      expect([thread().state, seqs()]).toEqual(['ready', [1, 2, 3, 4]]);
      await clock.pass(60_000);
      expect(api.history).toHaveBeenCalledTimes(3);
    });
  });

  it('is asked for once at a start, where the view and the connection want it', async () => {
    await Promise.all([store.open('with-bob'), store.reload('with-bob')]);
    expect([api.history.mock.calls.length, thread().state]).toEqual([1, 'ready']);
  });

  it('takes a page that comes while it is read anew, and then what is newer', async () => {
    const answers: ((found: ReturnType<typeof page>) => void)[] = [];
    api.history.mockImplementation(() => new Promise((resolve) => answers.push(resolve)));
    void store.open('with-bob');
    await settled();
    const reloaded = [store.reload('with-bob'), store.reload('with-bob')];
    answers[0]?.(page(51, 100));
    await settled();
    expect([thread().state, seqs()]).toEqual(['ready', range(51, 100)]);
    store.apply(message(221));
    answers[3]?.(page(101, 120));
    answers[2]?.(page(171, 220));
    answers[1]?.(page(161, 210));
    await Promise.all(reloaded);
    answers[4]?.(page(121, 140));
    await settled();
    expect(seqs()).toEqual(range(171, 221));
  });

  it('asks again when continuity was lost while the first page was on its way', async () => {
    let answer: (found: ReturnType<typeof page>) => void = () => undefined;
    api.history.mockImplementationOnce(() => new Promise((resolve) => (answer = resolve)));
    const opened = store.open('with-bob');
    await settled();
    await store.reload('with-bob');
    answer(page(1, 2));
    await opened;
    expect([api.history.mock.calls.length, seqs()]).toEqual([2, [1, 2, 3]]);
  });

  it('loads older messages while there are any', async () => {
    api.history.mockResolvedValueOnce(page(51, 100)).mockResolvedValueOnce(page(21, 50));
    await store.open('with-bob');
    await Promise.all([store.loadOlder('with-bob'), store.loadOlder('with-bob')]);
    await store.loadOlder('with-bob');
    expect(api.history.mock.calls.slice(1)).toEqual([['with-bob', { before_seq: 51, limit: 50 }]]);
    expect(seqs()).toEqual(range(21, 100));
  });

  it('can ask again for older messages after a failure', async () => {
    api.history.mockResolvedValueOnce(page(51, 100)).mockRejectedValueOnce(new Error('503'));
    await store.open('with-bob');
    await store.loadOlder('with-bob');
    expect([thread().hasOlder, thread().loadingOlder, thread().olderProblem?.code]).toEqual([true, false, 'internal']);
    api.history.mockResolvedValueOnce(page(21, 50));
    await store.loadOlder('with-bob');
    expect([seqs(), thread().olderProblem]).toEqual([range(21, 100), undefined]);
  });

  it('keeps a page of a conversation that nobody looks at, however long it was and becomes', async () => {
    api.history.mockResolvedValueOnce(page(51, 100)).mockResolvedValueOnce(page(1, 50));
    await store.open('with-bob');
    await store.loadOlder('with-bob');
    store.apply(message(101));
    expect(seqs()).toEqual(range(1, 101));
    store.close('with-bob');
    expect([seqs(), thread().hasOlder]).toEqual([range(52, 101), true]);
    for (let seq = 102; seq <= 300; seq += 1) store.apply(message(seq));
    expect([seqs().length <= 100, seqs().at(-1)]).toEqual([true, 300]);
  });

  it('lets go of conversations that were left long ago', async () => {
    const visit = async (number: number) => {
      await store.open(`conversation-${number}`);
      store.close(`conversation-${number}`);
    };
    for (const number of [...range(1, 50), 1, ...range(51, 59)]) await visit(number);
    const kept = range(1, 59).filter((number) => store.thread(`conversation-${number}`).messages.length > 0);
    expect(kept).toEqual([1, ...range(11, 59)]);
  });

  it('has no hole where a page comes after it was closed', async () => {
    api.history.mockResolvedValueOnce(page(101, 150)).mockResolvedValueOnce(page(51, 100));
    await store.open('with-bob');
    await store.loadOlder('with-bob');
    api.history.mockResolvedValueOnce(page(1, 50));
    const older = store.loadOlder('with-bob');
    store.close('with-bob');
    await older;
    expect([seqs(), thread().hasOlder, thread().loadingOlder]).toEqual([range(101, 150), true, false]);
  });

  it('fills a hole before it shows what came after it', async () => {
    await store.open('with-bob');
    api.history.mockResolvedValueOnce(page(4, 6));
    store.apply(message(7));
    expect(seqs()).toEqual([1, 2, 3]);
    await settled();
    expect(api.history.mock.lastCall).toEqual(['with-bob', { after_seq: 3, before_seq: 7, limit: 50 }]);
    expect(seqs()).toEqual(range(1, 7));
  });

  it('asks again with the next message when a hole could not be filled', async () => {
    await store.open('with-bob');
    api.history.mockRejectedValueOnce(new Error('503')).mockResolvedValueOnce(page(4, 6));
    store.apply(message(7));
    await settled();
    expect(seqs()).toEqual([1, 2, 3]);
    store.apply(message(8));
    await settled();
    expect(seqs()).toEqual(range(1, 8));
  });

  it('asks again by itself when a hole could not be filled, while it is open', async () => {
    await store.open('with-bob');
    api.history.mockRejectedValueOnce(new Error('503')).mockResolvedValueOnce(page(4, 6));
    store.apply(message(7));
    await clock.pass(1249);
    expect(seqs()).toEqual([1, 2, 3]);
    await clock.pass(1);
    expect(seqs()).toEqual(range(1, 7));
    api.history.mockRejectedValueOnce(new Error('503')).mockResolvedValueOnce(page(8, 9));
    store.apply(message(10));
    await settled();
    store.close('with-bob');
    await clock.pass(60_000);
    expect(seqs()).toEqual(range(1, 7));
    await store.open('with-bob');
    expect(seqs()).toEqual(range(1, 10));
  });

  it('keeps nothing of conversations that were never opened', () => {
    store.apply(message(1));
    expect(thread().messages).toEqual([]);
  });

  it('applies receipts', async () => {
    await store.open('with-bob');
    store.applyStatus('with-bob', ['message-1'], 'delivered');
    store.applyRead(['message-2']);
    expect(thread().messages.map(({ status, read }) => [status, read])).toEqual([
      ['delivered', false],
      ['sent', true],
      ['sent', false],
    ]);
  });

  describe('after a reset', () => {
    it('reads the open conversation again and keeps what came meanwhile', async () => {
      await store.open('with-bob');
      const edit = { content: 'edited', edited_at: '2025-11-24T12:00:20Z' };
      const edited = page(1, 5).items.map((one) => (one.conversation_seq === 2 ? { ...one, ...edit } : one));
      api.history.mockResolvedValueOnce({ items: edited, next: null });
      const reloaded = store.reload('with-bob');
      store.apply(message(6));
      await reloaded;
      expect(seqs()).toEqual(range(1, 6));
      expect(thread().messages[1]?.content).toBe('edited');
    });

    it('reads as far back as was scrolled', async () => {
      api.history.mockResolvedValueOnce(page(151, 200)).mockResolvedValueOnce(page(101, 150));
      await store.open('with-bob');
      await store.loadOlder('with-bob');
      api.history.mockResolvedValueOnce(page(161, 210)).mockResolvedValueOnce(page(111, 160));
      await store.reload('with-bob');
      expect(seqs()).toEqual(range(111, 210));
    });

    it('lets go of the other conversations', async () => {
      await store.open('with-bob');
      await store.reload(undefined);
      expect(thread().state).toBe('loading');
    });

    it('fails where the history cannot be had, so that it is tried again', async () => {
      await store.open('with-bob');
      api.history.mockRejectedValueOnce(new Error('503'));
      await expect(store.reload('with-bob')).rejects.toThrow('503');
    });
  });
});

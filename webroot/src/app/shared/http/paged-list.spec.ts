import { settled } from '../../../testing/fake-clock';
import { Page } from './page';
import { FROM_THE_TOP, PagedList } from './paged-list';

describe('PagedList', () => {
  let asked: { cursor: string | undefined; answer: (page: Page<number>) => void; refuse: (error: Error) => void }[];
  let taken: string[];
  let joined: 'joined' | undefined;
  let list: PagedList<number>;

  beforeEach(() => {
    [asked, taken, joined] = [[], [], undefined];
    list = new PagedList<number>(
      (cursor) => new Promise((answer, refuse) => asked.push({ cursor, answer, refuse })),
      (items, from) => {
        taken.push(`${from}: ${items.join()}`);
        return joined;
      },
    );
  });

  async function load(items: number[], next: string | null): Promise<void> {
    const loaded = list.load();
    asked.at(-1)?.answer({ items, next });
    await loaded;
  }

  it('reads page by page to the end', async () => {
    await load([5, 4], 'a');
    void list.loadMore();
    void list.loadMore();
    expect([asked.length, asked[1]?.cursor, list.moreState()]).toEqual([2, 'a', 'loading']);
    asked[1]?.answer({ items: [3], next: null });
    await settled();
    await list.loadMore();
    expect([taken, list.hasMore(), asked.length]).toEqual([['start: 5,4', 'further: 3'], false, 2]);
  });

  it('says why the first page is not there, and can be asked again', async () => {
    list.tryLoad();
    asked[0]?.refuse(new Error());
    await settled();
    expect(list.state()).toEqual({ failed: { code: 'internal', message: 'Something went wrong.' } });
    await load([1], null);
    expect(list.state()).toBe('ready');
  });

  it('says when nothing is on its way any more', async () => {
    let isSettled = false;
    list.tryLoad();
    void list.settled().then(() => (isSettled = true));
    list.tryLoad();
    asked[0]?.answer({ items: [1], next: null });
    await settled();
    expect(isSettled).toBe(false);
    asked[1]?.refuse(new Error());
    await settled();
    expect(isSettled).toBe(true);
  });

  it('keeps what it has when a further page, or a fresh start, fails', async () => {
    await load([5, 4], 'a');
    void list.loadMore();
    asked[1]?.refuse(new Error());
    list.tryLoad();
    asked[2]?.refuse(new Error());
    await settled();
    expect([list.state(), list.moreState(), list.hasMore()]).toEqual(['ready', 'idle', true]);
    void list.loadMore();
    asked[3]?.refuse(new Error());
    await settled();
    expect(list.moreState()).toMatchObject({ failed: { code: 'internal' } });
    void list.loadMore();
    expect(asked[4]?.cursor).toBe('a');
  });

  it('drops the further page that a fresh start has overtaken', async () => {
    await load([5, 4], 'a');
    void list.loadMore();
    await load([9], 'b');
    asked[1]?.answer({ items: [3], next: null });
    await settled();
    expect([taken, list.hasMore()]).toEqual([['start: 5,4', 'start: 9'], true]);
  });

  it('goes on from where it was when a fresh start leads over into what is there', async () => {
    await load([5, 4], 'a');
    joined = 'joined';
    await load([6, 5], 'b');
    void list.loadMore();
    expect(asked.at(-1)?.cursor).toBe('a');
  });

  it('asks from the top when its end was let go, whatever page is on its way', async () => {
    await load([5, 4], 'a');
    void list.loadMore();
    list.cut();
    asked[1]?.answer({ items: [3], next: 'b' });
    await settled();
    expect([taken, list.moreState()]).toEqual([['start: 5,4'], 'idle']);
    void list.loadMore();
    expect(asked[2]?.cursor).toBe(FROM_THE_TOP);
  });
});

import { settled } from '../../../testing/fake-clock';
import { oneAtATime } from './one-at-a-time';

describe('oneAtATime', () => {
  let runs: { done: () => void; fail: (error: Error) => void }[];
  let ask: () => Promise<void>;

  beforeEach(() => {
    runs = [];
    ask = oneAtATime(() => new Promise((done, fail) => runs.push({ done, fail })));
  });

  it('runs once more for all who ask while it runs', async () => {
    const asked = [ask(), ask(), ask()];
    expect(runs.length).toBe(1);
    runs[0]?.done();
    await settled();
    expect(runs.length).toBe(2);
    runs[1]?.done();
    await Promise.all(asked);
    void ask();
    expect(runs.length).toBe(3);
  });

  it('tells a failure to who asked for it, and runs again for the others', async () => {
    const [first, second] = [ask(), ask()];
    runs[0]?.fail(new Error('503'));
    await expect(first).rejects.toThrow('503');
    await settled();
    runs[1]?.done();
    await second;
    expect(runs.length).toBe(2);
  });
});

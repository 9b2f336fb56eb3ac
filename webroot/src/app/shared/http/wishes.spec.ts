import { settled } from '../../../testing/fake-clock';
import { Wishes } from './wishes';

describe('Wishes', () => {
  let answers: { on: boolean; answer: (text: string) => void; refuse: (error: unknown) => void }[];
  let granted: string[];
  let refused: string[];
  let wishes: Wishes<string>;

  beforeEach(() => {
    [answers, granted, refused] = [[], [], []];
    wishes = new Wishes<string>(
      (_key, on) => new Promise((answer, refuse) => answers.push({ on, answer, refuse })),
      (answer) => granted.push(answer),
      (key, { message }) => refused.push(`${key}: ${message}`),
    );
  });

  it('shows what is wished until it is answered', async () => {
    wishes.wish('post', true);
    expect(wishes.of('post')).toBe(true);
    answers[0]?.answer('liked');
    await settled();
    expect([wishes.of('post'), granted]).toEqual([undefined, ['liked']]);
  });

  it('asks one at a time, and last what was wished last', async () => {
    wishes.wish('post', true);
    wishes.wish('post', false);
    wishes.wish('post', true);
    wishes.wish('post', false);
    expect(answers.map(({ on }) => on)).toEqual([true]);
    answers[0]?.answer('liked');
    await settled();
    answers[1]?.answer('not liked');
    await settled();
    expect([answers.map(({ on }) => on), granted, wishes.of('post')]).toEqual([
      [true, false],
      ['not liked'],
      undefined,
    ]);
  });

  it('forgets what was refused, says why, and asks again when wished again', async () => {
    wishes.wish('post', true);
    answers[0]?.refuse(new Error());
    await settled();
    expect([wishes.of('post'), granted, refused]).toEqual([undefined, [], ['post: Something went wrong.']]);
    wishes.wish('post', true);
    expect(answers).toHaveLength(2);
  });
});

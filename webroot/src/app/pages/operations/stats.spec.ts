import { statsAt } from '../../../testing/stats';
import { latest, levels, moments, rates } from './stats';

describe('the lines of a chart', () => {
  const history = [statsAt(0, { messages: 10 }), statsAt(2, { messages: 16 }), statsAt(4, { messages: 16 })];

  it('have a moment for each sample', () => {
    const [first = 0, second = 0] = moments(history);
    expect(second - first).toBe(2);
  });

  it('show how fast a total grows', () => {
    expect(rates(history, ({ totals }) => totals.messages)).toEqual([null, 3, 0]);
  });

  it('have a gap where a process has ended and took its part along', () => {
    const shrunk = [...history, statsAt(6, { messages: 4 }), statsAt(8, { messages: 6 })];
    expect(rates(shrunk, ({ totals }) => totals.messages).slice(3)).toEqual([null, 1]);
  });

  it('have a gap where nothing was delivered', () => {
    expect(levels(history, ({ delivery_ms }) => delivery_ms?.p50)).toEqual([null, null, null]);
    expect(latest([1, null])).toBe(1);
    expect(latest([])).toBeNull();
  });
});

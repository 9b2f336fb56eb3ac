import { OUTCOMES, STEPS, stepInWords, verdictOf } from './trace-words';

const { readFileSync } = process.getBuiltinModule('node:fs');

describe('The words of a trace', () => {
  const [, outcomes = '', steps = ''] = readFileSync('../docs/trace.md', 'utf8').split(/^\| `(?:outcome|step)` .*$/m);
  const named = (table: string) =>
    [...table.matchAll(/^\| ((?:`\w+`(?:, )?)+) \|/gm)].flatMap(([, names = '']) => names.match(/\w+/g) ?? []);

  it('are there for all that the documentation names', () => {
    expect(Object.keys(OUTCOMES)).toEqual(named(outcomes));
    expect(new Set(Object.keys(STEPS))).toEqual(new Set(named(steps)));
  });

  it('are the service’s own where it is understood, or says something new', () => {
    const verdict = 'It waits in the log.';
    expect(verdictOf({ user_id: 'u', outcome: 'left_log', verdict })).toEqual({ word: 'left log', sentence: verdict });
    expect(verdictOf({ user_id: 'u', outcome: 'brand_new', verdict })).toEqual({
      word: 'brand new',
      sentence: verdict,
    });
    expect([stepInWords('woken'), stepInWords('brand_new')]).toEqual(['woken', 'brand_new']);
  });
});

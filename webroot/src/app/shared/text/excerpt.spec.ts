import { excerptOf } from './excerpt';

describe('An excerpt', () => {
  it.each([
    ['short', 'short'],
    ['x'.repeat(10), 'x'.repeat(10)],
    ['🎉'.repeat(11), `${'🎉'.repeat(10)}…`],
    ['nine char and more', 'nine char…'],
  ])('of %s is %s: whole characters, and no blank before its end', (text, excerpt) => {
    expect(excerptOf(text, 10)).toBe(excerpt);
  });
});

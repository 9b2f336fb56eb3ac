import { openMention, withMention } from './mentions';

describe('Mentions that are being typed', () => {
  it.each([
    ['@bo', 3, { start: 0, query: 'bo' }],
    ['hello @bo and more', 9, { start: 6, query: 'bo' }],
    ['(@Bo', 4, { start: 1, query: 'Bo' }],
  ])('%j, caret at %d', (text, caret, mention) => {
    expect(openMention(text, caret)).toEqual(mention);
  });

  it.each([
    ['@', 1],
    ['ada@example', 11],
    ['@bo ', 4],
    ['see /u/@bo', 10],
    ['@bo', 0],
  ])('none in %j, caret at %d', (text, caret) => {
    expect(openMention(text, caret)).toBeUndefined();
  });

  it('become the name and a space, in place of the whole word', () => {
    expect(withMention('hi @bo', { start: 3, query: 'bo' }, 'bob')).toEqual({ text: 'hi @bob ', caret: 8 });
    expect(withMention('@bx, hi', { start: 0, query: 'b' }, 'bob')).toEqual({ text: '@bob , hi', caret: 5 });
    expect(withMention('@b hi', { start: 0, query: 'b' }, 'bob')).toEqual({ text: '@bob hi', caret: 5 });
  });
});

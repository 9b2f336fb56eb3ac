import { codePoints } from './content-limit';

describe('codePoints', () => {
  it.each([
    ['', 0],
    ['hello', 5],
    ['🎉', 1],
    ['a🎉b', 3],
    ['👩‍💻', 3],
    ['\ud83c', 1],
    ['\udf89\ud83c', 2],
    ['x'.repeat(4000), 4000],
  ])('counts %j as the server does', (text, count) => {
    expect(codePoints(text)).toBe(count);
  });
});
